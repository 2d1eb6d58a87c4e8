"""The judge's desk when the network is gone for minutes."""

import time

import pytest

from tests.browser.test_offline import QUEUED, judge, judges, says, score, stored

__all__ = ["judge", "judges"]

pytestmark = pytest.mark.browser
CUT, REST = 125, 5
"""Seconds without a network, and how long each sheet is left alone; the page's clock is put forward by that."""


def test_two_minutes_without_a_network_lose_nothing_and_arrive_in_order(judge, live_portal):
    walker, own = judge
    page = walker.page
    page.goto(own[0])
    walker.context.clock.install()
    walker.context.set_offline(True)
    left, values = page.evaluate("Date.now()"), iter(range(10, 60))
    last = {}

    while page.evaluate("Date.now()") - left < CUT * 1000:
        for path in own[:2]:
            page.goto(path)
            # Coming back to a sheet shows what was typed before, though the server never saw it.
            assert path not in last or page.locator("[data-points]").first.input_value() == last[path]
            last[path] = str(next(values))
            score(page, last[path])
            says(page, "CHƯA lưu")
            walker.context.clock.run_for(REST * 1000)
    assert [stored(live_portal, path) for path in own[:2]] == [[], []]

    walker.context.set_offline(False)
    page.goto("/judging")
    until = time.monotonic() + 30
    while page.evaluate(QUEUED):
        assert time.monotonic() < until, page.evaluate(QUEUED)
        page.wait_for_timeout(200)

    assert [stored(live_portal, path) for path in own[:2]] == [[int(last[path]) * 100, None] for path in own[:2]]
