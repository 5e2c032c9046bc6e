"""A production that would not be safe does not start, and says everything that is missing at once."""

import pytest

from core.settings import Settings, SettingsRefused

SAFE = {
    "TANDEM_ENV": "production",
    "TANDEM_SECRET_KEY": "k" * 32,
    "TANDEM_TRUSTED_HOSTS": "club.example",
    "TANDEM_BASE_URL": "https://club.example",
    "TANDEM_SMTP_URL": "smtp://mail.example",
}


def test_development_starts_with_nothing_set():
    assert Settings.from_env({}).production is False


def test_a_complete_production_starts():
    settings = Settings.from_env(SAFE)
    assert settings.production
    assert settings.trusted_hosts == ("club.example",)


def test_every_missing_setting_is_named_at_once():
    with pytest.raises(SettingsRefused) as refused:
        Settings.from_env({"TANDEM_ENV": "production"})
    for name in ("TANDEM_SECRET_KEY", "TANDEM_TRUSTED_HOSTS", "TANDEM_BASE_URL", "TANDEM_SMTP_URL"):
        assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("TANDEM_SECRET_KEY", "short"), ("TANDEM_NOW", "2026-10-15T08:00"), ("TANDEM_DEMO", "1")],
)
def test_what_is_for_demos_is_refused_in_production(name, value):
    with pytest.raises(SettingsRefused, match=name):
        Settings.from_env(SAFE | {name: value})


@pytest.mark.parametrize(("name", "value"), [("TANDEM_NOW", "tomorrow"), ("TANDEM_PROXY_HOPS", "two")])
def test_a_setting_that_cannot_be_read_is_named(name, value):
    with pytest.raises(SettingsRefused, match=name):
        Settings.from_env({name: value})


def test_the_secret_may_come_from_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("s" * 40 + "\n", encoding="utf-8")
    env = {name: value for name, value in SAFE.items() if name != "TANDEM_SECRET_KEY"}
    assert Settings.from_env(env | {"TANDEM_SECRET_KEY_FILE": str(path)}).secret_key == "s" * 40


CARDS = {"TANDEM_CARD_PROVIDERS": "kadeau", "TANDEM_CARDS_KADEAU_URL": "https://cards.example/api/"}


def test_a_provider_of_cards_is_read_with_its_paths_and_its_token_is_never_printed(tmp_path):
    path = tmp_path / "token"
    path.write_text("sesame-4711\n", encoding="utf-8")
    given = {"TANDEM_CARDS_KADEAU_TOKEN_FILE": str(path), "TANDEM_CARDS_KADEAU_STATUS": "/s/{reference}"}
    settings = Settings.from_env(SAFE | CARDS | given | {"TANDEM_CARD_KEY": "c" * 32})
    (provider,) = settings.card_providers
    assert (provider.url, provider.token) == ("https://cards.example/api", "sesame-4711")
    assert (provider.order_path, provider.status_path, provider.seconds) == ("/orders", "/s/{reference}", 10)
    for secret in ("sesame-4711", "k" * 32, "c" * 32):
        assert secret not in repr(settings)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TANDEM_CARDS_KADEAU_TOKEN", ""),
        ("TANDEM_CARDS_KADEAU_URL", "ftp://cards.example"),
        ("TANDEM_CARDS_KADEAU_SECONDS", "600"),
        ("TANDEM_CARDS_KADEAU_ORDER", "orders"),
    ],
)
def test_a_provider_that_cannot_be_asked_is_named(name, value):
    with pytest.raises(SettingsRefused, match=name):
        Settings.from_env(CARDS | {"TANDEM_CARDS_KADEAU_TOKEN": "t"} | {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("TANDEM_CARD_KEY", "short"), ("TANDEM_CARDS_KADEAU_URL", "http://cards.example")],
)
def test_cards_in_production_need_a_long_key_and_https(name, value):
    given = SAFE | CARDS | {"TANDEM_CARDS_KADEAU_TOKEN": "t"} | {name: value}
    with pytest.raises(SettingsRefused, match="TANDEM_CARD"):
        Settings.from_env(given)
