"""The tables of challenges, one file for each idea."""

from challenges.models.boards import Duel, LeaguePlace, SideBoard, Target, Team, TeamMember
from challenges.models.challenge import STATES, Challenge, ChallengeStep, Participation
from challenges.models.outcome import Appeal, Award, ExtraPrize, LineReview, Result
from challenges.models.papers import Acceptance, ChallengeVersion, FairPlay, Forecast, Series, TelevisionLink

__all__ = [
    "STATES",
    "Acceptance",
    "Appeal",
    "Award",
    "Challenge",
    "ChallengeStep",
    "ChallengeVersion",
    "Duel",
    "ExtraPrize",
    "FairPlay",
    "Forecast",
    "LeaguePlace",
    "LineReview",
    "Participation",
    "Result",
    "Series",
    "SideBoard",
    "Target",
    "Team",
    "TeamMember",
    "TelevisionLink",
]
