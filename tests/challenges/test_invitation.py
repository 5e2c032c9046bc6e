"""Whoever is not invited reads which condition does not hold."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from accounts.models import Company, Mandate
from challenges import actions
from challenges.document.parts import Team, Teams
from challenges.document.terms import Document
from challenges.life import audience, enrolment, invitation
from challenges.life.invitation import why_not_person
from challenges.rules import joining
from core.clock import day_start
from core.database import session, transaction
from tests.challenges.documents import document
from tests.challenges.launching import launch
from tests.support.cast import Cast

BEFORE = day_start(date(2026, 10, 9))
ONE = replace(document(), join="choice")


def said(one: Document, person_id: int) -> str:
    """What somebody reads; empty for whoever is invited."""
    refused = why_not_person(one, person_id, BEFORE)
    return type(refused).__name__ if refused else ""


def test_each_condition_has_a_sentence_of_its_own(cast: Cast):
    both = replace(ONE, company_kinds=("distributor", "installer"))
    assert said(ONE, cast.karim.id) == ""
    assert said(ONE, cast.ines.id) == "DistributorsOnly"
    assert said(replace(ONE, company_kinds=("installer",)), cast.karim.id) == "InstallersOnly"
    assert said(both, cast.ines.id) == ""
    assert said(ONE, cast.claire.id) == "OtherRole"
    assert said(ONE, cast.yann.id) == "OtherDates"
    assert said(ONE, cast.oscar.id) == "OtherDates"
    assert said(ONE, cast.dora.id) == "AccountClosed"
    assert said(replace(ONE, regions=("Bourgogne",)), cast.bruno.id) == "OtherRegion"
    assert said(replace(ONE, regions=("Bourgogne",)), cast.karim.id) == ""
    assert said(replace(ONE, segments=("gold-diggers",)), cast.karim.id) == "OtherSegment"
    assert said(replace(ONE, tiers=("gold",)), cast.karim.id) == "OtherTier"
    companies = replace(ONE, competitor="selling_company")
    assert (said(companies, cast.nadia.id), said(companies, cast.ines.id)) == ("", "DistributorsOnly")


def test_a_company_that_left_and_a_mandate_that_ends_before_are_said(cast: Cast):
    with transaction():
        session.execute(update(Company).where(Company.id == cast.sanelec.id).values(left_at=BEFORE))
        session.execute(
            update(Mandate).where(Mandate.person_id == cast.lea.id).values(ends_on=date(2026, 10, 10))
        )
    assert said(ONE, cast.bruno.id) == "CompanyLeft"
    assert said(ONE, cast.lea.id) == "OtherDates"


def test_teams_say_who_is_in_none(cast: Cast):
    companies = replace(ONE, competitor="team", teams=Teams("companies"))
    assert (said(companies, cast.karim.id), said(companies, cast.ines.id)) == ("", "DistributorsOnly")
    made = Teams("made", "mean", 0, (Team("n", "Nord", "North", (cast.karim.code,)),))
    both = replace(ONE, competitor="team", teams=made)
    assert (said(both, cast.karim.id), said(both, cast.lea.id)) == ("", "NoTeam")


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"company_kinds": ("installer",)},
        {"company_kinds": ("distributor", "installer")},
        {"regions": ("Bourgogne",)},
        {"segments": ("nobody",)},
        {"competitor": "selling_company"},
        {"competitor": "team", "teams": Teams("companies")},
    ],
)
def test_a_reason_is_given_to_exactly_those_who_are_not_invited(cast: Cast, parts: dict[str, Any]):
    one = replace(ONE, **parts)
    invited = {it.subject_id for it in audience.invited(one, BEFORE)}
    people = [getattr(cast, name) for name in ("karim", "lea", "nadia", "paula", "bruno", "theo", "ines")]
    for who in (*people, cast.oscar, cast.yann, cast.dora, cast.claire, cast.hugo):
        subject = who.id if one.kind == "person" else who.company_id
        if one.kind == "person" or who in people:
            assert (said(one, who.id) == "") == (subject in invited), who.code


def test_joining_says_it_in_the_readers_words(cast: Cast, monkeypatch: pytest.MonkeyPatch):
    with transaction():
        made = actions.save_draft(replace(ONE, regions=("Bourgogne",)), BEFORE, "shell")
        launch(made, BEFORE)
    with (
        pytest.raises(joining.OtherRegion, match=r"Bourgogne\. Your company is in another one"),
        transaction(),
    ):
        enrolment.join(made, cast.bruno.id, BEFORE, "shell")
    # the twin: without it only the general sentence is left
    monkeypatch.setattr(invitation, "why_not", lambda *_: None)
    with pytest.raises(joining.NotInvited) as refused, transaction():
        enrolment.join(made, cast.bruno.id, BEFORE, "shell")
    assert type(refused.value) is joining.NotInvited


def test_the_shell_says_whether_somebody_is_invited(cast: Cast, shell: Any):
    with transaction():
        actions.save_draft(ONE, BEFORE, "shell")
    day = ("--at", (BEFORE + timedelta(hours=1)).strftime("%Y-%m-%d"))
    asked = ("challenges", "invites", "autumn")
    assert shell(*asked, cast.karim.email, *day).lines == [f"autumn: {cast.karim.email} is invited"]
    assert "distributors only" in shell(*asked, cast.ines.email, *day, code=1).errors
    assert "Nobody has the address" in shell(*asked, "nobody@example.test", code=1).errors
