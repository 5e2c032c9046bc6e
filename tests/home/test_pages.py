"""Each role's first page: what it says when there is nothing yet, and where it leads."""


def test_a_rep_without_points_is_told_how_they_come(cast, visitor):
    page = visitor.as_(cast.karim).get("/")
    assert page.says("Pas encore de points")
    assert page.link("Déclarer une vente")


def test_a_rep_without_a_challenge_is_told_that_sales_earn_all_the_same(cast, visitor):
    assert visitor.as_(cast.karim).get("/").says("Pas de challenge en cours pour vous")


def test_the_greeting_and_the_company_are_the_visitors_own(cast, visitor):
    page = visitor.as_(cast.nadia).get("/")
    assert page.h1 == "Bonjour Nadia"
    assert page.says("Comptoir Mérel, Dijon")


def test_staff_are_sent_to_their_desk(cast, visitor):
    assert visitor.as_(cast.claire).get("/", status=302).headers["Location"] == "/staff"


def test_an_empty_desk_says_what_to_do_next(cast, visitor):
    page = visitor.as_(cast.claire).get("/staff")
    assert page.h1 == "Rien ne vous attend"
    assert page.link("Apporter un fichier de ventes")


def test_an_account_manager_sees_no_decisions_and_no_settings(cast, visitor):
    hugo = visitor.as_(cast.hugo)
    assert "Réglages" not in hugo.get("/staff").text
    hugo.get("/staff/settings", status=403)


def test_the_search_finds_people_and_companies_without_regard_to_accents(cast, visitor):
    claire = visitor.as_(cast.claire)
    assert claire.get("/staff/search?q=MEREL").link("Comptoir Mérel Dijon, Bourgogne")
    assert claire.get("/staff/search?q=karim").says("Karim")
    assert claire.get("/staff/search?q=%25").says("Rien trouvé")


def test_an_account_managers_search_ends_at_the_portfolio(cast, visitor):
    hugo = visitor.as_(cast.hugo)
    assert hugo.get("/staff/search?q=merel").link("Comptoir Mérel Dijon, Bourgogne")
    assert hugo.get("/staff/search?q=sanelec").says("Rien trouvé")


def test_the_settings_page_checks_every_invariant_on_demand(cast, visitor):
    page = visitor.as_(cast.claire).get("/staff/settings?verify=1")
    assert page.says("Tout est en ordre")


def test_an_account_managers_figures_are_the_portfolios(cast, visitor):
    hugos, claires = visitor.as_(cast.hugo).get("/staff"), visitor.as_(cast.claire).get("/staff")
    assert hugos.says("Commerciaux actifs sur 30 jours 0 sur 3")
    assert claires.says("Commerciaux actifs sur 30 jours 0 sur 5")
    assert claires.says("Points non dépensés")
    assert not hugos.says("Points non dépensés")
