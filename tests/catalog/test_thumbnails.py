"""Lists show a small rendition of each picture."""

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
def test_a_picture_is_kept_with_a_small_one_beside_it(tmp_path, kind):
    name = pictures.store(tmp_path, a_picture(kind)).removeprefix(pictures.UPLOADED)
    with Image.open(tmp_path / pictures.FOLDER / thumbnails.beside(name)) as small:
        assert small.format == "WEBP"
        assert small.size == (192, 144)


def test_a_picture_taken_sideways_stands_upright():
    turned = Image.Exif()
    turned[0x0112] = 6
    with Image.open(BytesIO(thumbnails.shrunk(a_picture("JPEG", exif=turned)))) as small:
        assert small.size == (144, 192)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff no picture \xff\xd9"])
def test_what_cannot_be_read_has_no_small_one(data):
    assert thumbnails.shrunk(data) is None


def test_a_picture_of_too_many_pixels_is_not_opened(monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_PIXELS", 100)
    assert thumbnails.shrunk(a_picture("PNG")) is None


def test_every_picture_of_the_house_for_a_reward_has_a_small_one():
    photographs = [name for name in pictures.shipped(STATIC) if name.endswith(".webp")]
    assert photographs
    for name in photographs:
        small = STATIC / "img" / thumbnails.beside(name)
        assert small.stat().st_size < (STATIC / "img" / name).stat().st_size


def test_an_uploaded_picture_is_served_small_and_an_older_one_whole(app, tmp_path):
    files = app.config["SETTINGS"].files
    new = pictures.store(files, a_picture("PNG")).removeprefix(pictures.UPLOADED)
    old = pictures.store(files, a_picture("PNG", (500, 500))).removeprefix(pictures.UPLOADED)
    (files / pictures.FOLDER / thumbnails.beside(old)).unlink()
    with app.test_request_context():
        for name, kind in ((new, "image/webp"), (old, "image/png")):
            answer = app.view_functions["catalog.thumbnail"](name)
            assert answer.mimetype == kind
            answer.close()
