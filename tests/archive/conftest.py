"""One archive for all tests that only read it: making an edition with judged works takes longer than any of them."""

from types import SimpleNamespace

import pytest

from tests.archive.closed import archive_in, close, make_finished


@pytest.fixture(scope="session")
def made():
    """What the first test of a backend has made."""
    return {}


@pytest.fixture
def sealed(app, tmp_path, made):
    """The figures of a closing and its first work, and its archive as a file of the test's own."""
    backend = app.config["STORE"]
    if backend not in made:
        edition, organizer, works = make_finished()
        closing = close(edition, organizer)
        figures = SimpleNamespace(
            digest=closing.digest, sha256=closing.sha256, size=closing.size,
            number=works[0].number, title=works[0].title, file=works[0].versions[-1].content["files"][0]["id"],
        )  # fmt: skip
        made[backend] = figures, archive_in(tmp_path, closing).read_bytes()
    figures, content = made[backend]
    path = tmp_path / "archive.zip"
    path.write_bytes(content)
    return figures, path
