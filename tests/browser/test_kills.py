"""The judge's desk when the server dies while it saves."""

import pytest

from tests.browser.test_offline import STATE, judge, judges, says, score, stored

__all__ = ["judge", "judges"]

pytestmark = pytest.mark.browser
LEAST, MOST = 6, 20
STEP = 40
"""Milliseconds by which the moment of the kill comes nearer to that of the save."""


def test_server_killed_while_it_saves_never_loses_what_was_said_to_be_saved(judge, live_portal):
    walker, own = judge
    page = walker.page
    page.goto(own[0])
    # The save begins half a second after the last key.
    wait, seen = 540, set()

    for points in range(20, 20 + MOST):
        score(page, str(points))
        page.wait_for_timeout(wait)
        live_portal.kill()
        said = page.locator(STATE).inner_text()
        kept = stored(live_portal, own[0]) == [points * 100, None]
        assert kept or not said.startswith("Đã lưu")
        wait += -STEP if kept else STEP
        seen.add(kept)
        live_portal.start()
        says(page, "Đã lưu")
        assert stored(live_portal, own[0]) == [points * 100, None]
        if points - 19 >= LEAST and len(seen) == 2:
            break

    # Both have happened: the server died before it kept the points, and after.
    assert seen == {True, False}
