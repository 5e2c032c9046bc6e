"""The inbox as its owner sees it, the choice of mails, and the demo's mailbox."""

from dataclasses import replace

from accounts import links
from core.database import transaction
from notifications import actions, queries
from notifications.post import Message, tell
from tests.support.browser import Browser
from tests.support.cast import START, Cast
from tests.support.stage import Stage


def told(cast: Cast, path: str = "/me", title: str = "Bravo <b>Karim</b>") -> None:
    with transaction():
        tell([cast.karim.id], lambda _: Message("points", title, "240 points de plus.", path), START)


def test_an_empty_inbox_says_what_will_come(cast: Cast, visitor: Browser) -> None:
    assert visitor.as_(cast.karim).get("/inbox").says("Rien à lire pour l’instant")


def test_a_notice_is_read_by_opening_what_it_is_about(cast: Cast, visitor: Browser) -> None:
    told(cast)
    browser = visitor.as_(cast.karim)
    page = browser.get("/inbox")
    assert page.says("1 message non lu")
    assert page.says("Bravo <b>Karim</b>")
    opened = browser.submit(page, "Voir de quoi il s’agit – Bravo <b>Karim</b>")
    assert opened.url == "/me"
    assert queries.inbox(cast.karim.id).unread == 0


def test_a_notice_never_leads_away(cast: Cast, visitor: Browser) -> None:
    told(cast, path="//evil.test", title="Bravo")
    browser = visitor.as_(cast.karim)
    assert browser.submit(browser.get("/inbox"), "Voir de quoi il s’agit – Bravo").url == "/inbox"


def test_somebody_elses_notice_is_not_there(cast: Cast, visitor: Browser) -> None:
    told(cast)
    notice = queries.inbox(cast.karim.id).notices[0]
    assert visitor.as_(cast.lea).get("/inbox").says("Rien à lire")
    visitor.as_(cast.lea).post(f"/inbox/{notice.id}/read", 404)
    assert queries.inbox(cast.karim.id).unread == 1


def test_everything_is_marked_as_read_at_once(cast: Cast, visitor: Browser) -> None:
    told(cast)
    told(cast)
    browser = visitor.as_(cast.karim)
    browser.submit(browser.get("/inbox"), "Tout marquer comme lu")
    assert queries.inbox(cast.karim.id).unread == 0


def test_mails_are_chosen_topic_by_topic(cast: Cast, visitor: Browser) -> None:
    browser = visitor.as_(cast.karim)
    browser.submit(browser.get("/inbox/preferences"), "Enregistrer mon choix", points=None)
    assert [topic for topic, by_mail in queries.wants_mail(cast.karim.id).items() if not by_mail] == [
        "points"
    ]


def ticked(browser: Browser) -> list[str]:
    """What comes by mail as well, as one's page says."""
    return [str(box["name"]) for box in browser.get("/inbox/preferences").all("input[checked]")]


def test_everybody_reads_what_they_chose_as_it_is_now(cast: Cast, visitor: Browser) -> None:
    karim, lea = visitor.as_(cast.karim), visitor.as_(cast.lea)
    assert ticked(karim) == ticked(lea) == ["challenge", "points", "order", "sale"]
    for topic in ("points", "order"):
        with transaction():
            actions.prefer(cast.karim.id, topic, False, START)
    assert (ticked(karim), len(ticked(lea))) == (["challenge", "sale"], 4)
    with transaction():
        actions.prefer(cast.karim.id, "order", True, START)
    assert ticked(karim) == ["challenge", "order", "sale"]


def test_the_mailbox_is_the_demos_and_the_administrators(cast: Cast, visitor: Browser, stage: Stage) -> None:
    with transaction():
        links.invite(cast.lea.id, START, "shell")
    visitor.as_(cast.claire).get("/staff/mailbox", 404)
    demo = Browser(stage.another(replace(stage.settings, demo=True)))
    demo.as_(cast.karim).get("/staff/mailbox", 403)
    claire = demo.as_(cast.claire)
    page = claire.get("/staff/mailbox")
    assert page.says("lea@example.test")
    listed = claire.get("/staff/mailbox.csv").html
    assert "choisissez votre mot de passe" in listed
    assert "/links/" not in listed
    mail = claire.follow(page, "Club Tandem vous attend : choisissez votre mot de passe")
    assert mail.says("Bonjour Léa,")
    assert any("/links/" in str(link["href"]) for link in mail.all("main a"))


def test_the_button_names_what_a_notice_opens(cast: Cast, visitor: Browser) -> None:
    told(cast, path="/points", title="+240 points")
    browser = visitor.as_(cast.karim)
    assert browser.submit(browser.get("/inbox"), "Voir mes points – +240 points").url == "/points"
