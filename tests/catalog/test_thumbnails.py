"""A picture has renditions in the widths and formats that screens ask for."""

from io import BytesIO

import pytest
from PIL import Image

from catalog import pictures, thumbnails
from core.assets import STATIC


def a_picture(kind, size=(480, 360), **words):
    held = BytesIO()
    Image.new("RGB", size, "teal").save(held, kind, **words)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_with_its_renditions_none_wider_than_it_is(tmp_path, kind):
    name = pictures.store(tmp_path, a_picture(kind)).removeprefix(pictures.UPLOADED)
    for width, height in ((192, 144), (480, 360)):
        for ending, form in (("avif", "AVIF"), ("webp", "WEBP")):
            path = tmp_path / pictures.FOLDER / thumbnails.beside(name, width, ending)
            with Image.open(path) as drawn:
                assert (drawn.format, drawn.size) == (form, (width, height))
    assert not (tmp_path / pictures.FOLDER / "960").exists()


def test_a_tiny_picture_still_has_one_for_lists():
    assert set(thumbnails.renditions(a_picture("PNG", (40, 40)))) == {(192, "avif"), (192, "webp")}


def test_a_picture_taken_sideways_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    drawn = thumbnails.renditions(a_picture("JPEG", exif=turned))
    with Image.open(BytesIO(drawn[192, "webp"])) as small:
        assert small.size == (192, 256)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff no picture \xff\xd9"])
def test_what_cannot_be_read_has_no_renditions(data):
    assert thumbnails.renditions(data) == {}


def test_a_picture_of_too_many_pixels_is_not_opened(monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_PIXELS", 100)
    assert thumbnails.renditions(a_picture("PNG")) == {}


def test_every_picture_of_the_house_for_a_reward_has_its_renditions():
    photographs = [name for name in pictures.shipped(STATIC) if name.endswith(".webp")]
    assert photographs
    for name in photographs:
        whole = (STATIC / "img" / name).stat().st_size
        for width, ending in ((192, "avif"), (192, "webp"), (480, "avif"), (480, "webp")):
            assert (STATIC / "img" / thumbnails.beside(name, width, ending)).stat().st_size <= whole * 1.2


def an_older_one(files, name="old.png", data=None):
    (files / pictures.FOLDER).mkdir(parents=True, exist_ok=True)
    (files / pictures.FOLDER / name).write_bytes(a_picture("PNG", (500, 500)) if data is None else data)
    return pictures.UPLOADED + name


def test_an_uploaded_picture_is_offered_in_every_width(app):
    new = pictures.store(app.config["SETTINGS"].files, a_picture("PNG"))
    stem = new.removeprefix(pictures.UPLOADED).removesuffix(".png")
    with app.test_request_context():
        found = app.jinja_env.globals["reward_sources"](new)
        assert found.whole.endswith(f"/rewards/pictures/{stem}.png")
        assert f"/rewards/pictures/192/{stem}.avif 192w" in found.avif
        assert f"/rewards/pictures/480/{stem}.webp 480w" in found.webp
        assert app.jinja_env.globals["reward_sources"]("") is None
        answer = app.view_functions["catalog.pictures.rendition"](480, f"{stem}.avif")
        assert answer.mimetype == "image/avif"
        answer.close()


def test_an_older_one_is_whole_until_its_renditions_are_drawn_and_then_in_running_processes_too(app, shell):
    old = an_older_one(app.config["SETTINGS"].files)
    sources = app.jinja_env.globals["reward_sources"]
    with app.test_request_context():
        assert sources(old)[1:] == ("", "")
        assert shell("catalog", "draw-pictures").output.startswith("1 drawn")
        assert sources(old).webp.endswith("/rewards/pictures/480/old.webp 480w")
        assert shell("catalog", "draw-pictures").output.startswith("0 drawn")


def test_a_rendition_that_was_not_finished_is_drawn_again_and_what_cannot_be_read_stays_whole(tmp_path):
    an_older_one(tmp_path)
    an_older_one(tmp_path, "broken.jpg", b"no picture")
    assert pictures.draw_missing(tmp_path) == (1, 1)
    assert not pictures.is_drawn(tmp_path, "broken.jpg")
    (tmp_path / pictures.FOLDER / thumbnails.beside("old.png", *pictures.SMALLEST)).unlink()
    assert pictures.draw_missing(tmp_path) == (1, 1)
    assert pictures.is_drawn(tmp_path, "old.png")
