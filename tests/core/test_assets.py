"""The stylesheet, the addresses of static files, and the vendored files."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from core import assets
from tools import vendor

ROOT = Path(__file__).resolve().parent.parent.parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FIRST_PAGE = 200_000
SHEET = 60_000


@pytest.mark.parametrize("name", ["tandem", "desk"])
def test_a_stylesheet_is_kept_for_ever_under_its_own_fingerprint(
    app: Flask, client: FlaskClient, name: str
) -> None:
    with app.test_request_context():
        address = assets.asset_url(name)
    answer = client.get(address)
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert len(answer.data) < SHEET


def test_an_older_fingerprint_is_answered_but_not_kept(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/assets/tandem-000000000000.css")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-cache")


def test_every_sheet_on_disk_has_its_place_in_the_cascade() -> None:
    on_disk = [path.stem for path in (assets.STATIC / "css").glob("*.css")]
    assert sorted({*assets.SHEETS, *assets.DESK, *assets.SCREEN}) == sorted(on_disk)


def test_a_static_address_changes_with_its_file(app: Flask) -> None:
    with app.test_request_context():
        assert re.search(r"\?v=[0-9a-f]{12}$", assets.static_url("img/icons.svg"))
        assert assets.static_url("img/icons.svg") != assets.static_url("img/logo.svg")


def test_the_vendored_files_are_those_that_were_copied() -> None:
    assert vendor.check() == []


def test_a_changed_vendored_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sums = tmp_path / "SHA256SUMS"
    sums.write_text(vendor.CHECKSUMS.read_text("utf-8").replace("a", "b", 1), "utf-8")
    monkeypatch.setattr(vendor, "CHECKSUMS", sums)
    assert len(vendor.check()) == 1


def test_every_icon_that_a_component_names_is_in_the_sprite() -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (assets.STATIC / vendor.SPRITE).read_text("utf-8")))
    named = {
        name
        for path in TEMPLATES
        for name in re.findall(r'(?:icon|draw)\("([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert named - known - {"chevron-"} == set()


def test_a_first_page_weighs_under_two_hundred_kilobytes() -> None:
    parts = ["fonts/bricolage-grotesque.woff2", "vendor/htmx.min.js", "js/tandem.js", "img/icons.svg"]
    pictures = ["img/demo/pac.webp", "img/demo/drill.webp"]
    assert sum((assets.STATIC / name).stat().st_size for name in parts + pictures) < FIRST_PAGE


def test_without_a_network_the_page_says_so(app: Flask, client: FlaskClient) -> None:
    worker = client.get("/service-worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert client.get("/offline").status_code == 200
