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
