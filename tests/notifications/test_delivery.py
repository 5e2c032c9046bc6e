"""Handing mail over, with a server that refuses, stumbles and drops the line."""

import socket
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from sqlalchemy import select

from core.database import session, transaction
from core.outbox import PATIENCE, Mail, dispatch, enqueue
from core.settings import Settings, SettingsRefused
from notifications.delivery import Server, sender
from tests.support.cast import START

ACCENTS = "Félicitations : 1\u202f250 points, prime d’été — œuvre achevée ✓"


class Moody:
    """A mail server that gives the answers it was told to give, then takes everything."""

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.taken: list[bytes] = []
        self.seen: list[str] = []

    async def handle_DATA(  # noqa: N802 - the name aiosmtpd calls
        self, server: Any, session: Any, envelope: Any
    ) -> str:
        self.seen.append(message_from_bytes(envelope.content)["Message-ID"])
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer == "drop":
            server.transport.abort()
        if answer.startswith("250"):
            self.taken.append(envelope.content)
        return answer


@pytest.fixture
def server() -> Iterator[tuple[Moody, Settings]]:
    moody = Moody()
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    controller = Controller(moody, hostname="127.0.0.1", port=port)
    controller.start()
    yield (
        moody,
        replace(Settings(), smtp_url=f"smtp://127.0.0.1:{port}", mail_from="club@example.test"),
    )
    controller.stop()


def post(subject: str = ACCENTS, body: str = ACCENTS) -> None:
    with transaction():
        enqueue("karim@example.test", "fr", subject, body, START)


def mail() -> Mail:
    return session.scalars(select(Mail)).one()


def test_accents_arrive_in_subject_and_body(app: Flask, server: tuple[Moody, Settings]) -> None:
    moody, settings = server
    post()
    assert dispatch(sender(settings), START) == 1
    got = message_from_bytes(moody.taken[0], policy=default)
    assert got["Subject"] == ACCENTS
    assert got.get_content().strip() == ACCENTS
    assert got["From"] == "Club Tandem <club@example.test>"
    assert got["Date"].datetime == START
    assert mail().state == "sent"


@pytest.mark.parametrize("trouble", ["452 full", "drop", "421 later"])
def test_a_passing_trouble_is_tried_again_under_the_same_message_id(
    app: Flask, server: tuple[Moody, Settings], trouble: str
) -> None:
    moody, settings = server
    moody.answers = [trouble]
    post()
    assert dispatch(sender(settings), START) == 0
    waiting = mail()
    assert (waiting.state, waiting.attempts) == ("waiting", 1)
    assert waiting.next_at > START
    assert dispatch(sender(settings), START) == 0
    assert dispatch(sender(settings), waiting.next_at) == 1
    assert len(moody.taken) == 1
    assert len(moody.seen) == 2
    assert len(set(moody.seen)) == 1


def test_a_refusal_for_ever_is_not_repeated(app: Flask, server: tuple[Moody, Settings]) -> None:
    moody, settings = server
    moody.answers = ["550 no such person"]
    post()
    assert dispatch(sender(settings), START) == 0
    assert (mail().state, mail().trouble) == ("dead", "550 no such person")


def test_a_server_that_never_answers_ends_in_a_dead_mail_after_its_patience(app: Flask) -> None:
    settings = replace(Settings(), smtp_url="smtp://127.0.0.1:1")
    post()
    for _ in PATIENCE:
        dispatch(sender(settings), mail().next_at)
    assert mail().state == "dead"


def test_no_line_break_reaches_a_header(app: Flask, server: tuple[Moody, Settings]) -> None:
    moody, settings = server
    post(subject="Bonjour\r\nBcc: everybody@example.test")
    dispatch(sender(settings), START)
    got = message_from_bytes(moody.taken[0], policy=default)
    assert got["Bcc"] is None
    assert got["Subject"] == "Bonjour Bcc: everybody@example.test"


def test_without_a_server_the_mail_stays_to_be_read(app: Flask) -> None:
    post()
    assert dispatch(sender(Settings()), START) == 1
    assert mail().state == "sent"


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example.test", Server("smtp", "mail.example.test", 25)),
        (
            "smtp+tls://me:p%40ss@mail.example.test",
            Server("smtp+tls", "mail.example.test", 587, "me", "p@ss"),
        ),
        ("smtps://mail.example.test:4465", Server("smtps", "mail.example.test", 4465)),
    ],
)
def test_a_server_is_read_from_its_address(url: str, server: Server) -> None:
    assert Server.from_url(url) == server


@pytest.mark.parametrize("url", ["mail.example.test", "https://mail.example.test", "smtp://"])
def test_what_is_no_server_is_refused_without_showing_a_secret(url: str) -> None:
    with pytest.raises(SettingsRefused):
        Server.from_url(url)
