"""Pages leave packed, for browsers that take it."""

import gzip

from core.packing import packed


def test_a_page_is_packed_where_the_browser_takes_it(client):
    packed_page = client.get("/sign-in", headers={"Accept-Encoding": "gzip"})
    plain_page = client.get("/sign-in")
    assert packed_page.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain_page.headers
    assert b"</html>" in gzip.decompress(packed_page.data)
    assert len(packed_page.data) < len(plain_page.data) / 2
    assert "Accept-Encoding" in packed_page.headers["Vary"]


def test_a_file_and_an_empty_answer_are_left_alone(client):
    for path in ("/service-worker.js", "/"):
        assert "Content-Encoding" not in client.get(path, headers={"Accept-Encoding": "gzip"}).headers


def test_the_length_of_the_same_page_varies():
    assert len({len(packed(b"the same page" * 200)) for _ in range(50)}) > 5
