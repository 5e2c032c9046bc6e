"""What the demo's programme was thought to be for, before its first rule."""

from datetime import datetime

from core.database import transaction
from points.briefs import actions as briefs
from points.rules.briefing import Answers

BRIEF = Answers(
    strategy="mix",
    objective="defensive",
    lever="frequency",
    who="Les installateurs qui achètent chez nos distributeurs, et les équipes commerciales de ceux-ci.",
    behaviour="Des commandes régulières, mois après mois, plutôt que deux gros achats par an.",
    mechanic="Des points à chaque vente, un bonus de régularité, et un challenge par saison.",
    profit="Les points coûtent moins de 2 % de la marge ; conditions, registre et plafonds sont tenus.",
)


def think_it_through(at: datetime) -> None:
    """Write the programme's brief down."""
    with transaction():
        briefs.write(briefs.PROGRAMME, BRIEF, at, "demo")
