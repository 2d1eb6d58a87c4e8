"""In a real browser: paper sheets and orders are made by keyboard alone, and a session is run on a phone."""

import pytest

from tests.browser.seed_judging import PASSWORD
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
SMALL_TARGETS = """[...document.querySelectorAll("main button, main .order-list a, main input:not([type=hidden])")]
  .filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.outerHTML)"""


@pytest.fixture(scope="module")
def cast(live_portal):
    """An edition by points and one by pairs, whose works are given to judges who have declared."""
    return live_portal.begin("pairwise")


def signed_in(browser, live_portal, email, width):
    walker = Walker(browser, live_portal.url, width=width)
    page = walker.page
    page.goto("/sign-in")
    page.locator("[name=email]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    walker.press("Đăng nhập")
    return walker


def test_sheets_are_keyed_in_by_keyboard_one_after_another(live_portal, browser, cast):
    walker = signed_in(browser, live_portal, cast["organizer"], 1280)
    page = walker.go(f"/manage/editions/{cast['edition']}/paper-sheets")
    page.get_by_role("link", name="Nhập phiếu").first.click()
    walker.look()
    first = page.url

    for key in ("45", "Tab", "30", "Tab", "75", "Enter"):
        if key.isdecimal():
            page.keyboard.type(key)
        else:
            page.keyboard.press(key)
    page.wait_for_url(lambda url: url != first)

    walker.look()
    assert "Đã lưu và hoàn tất" in page.locator("main").inner_text()
    assert page.evaluate("document.activeElement.name").startswith("points-")


def test_session_is_planned_and_run_on_a_phone(live_portal, browser, cast):
    walker = signed_in(browser, live_portal, cast["organizer"], 390)
    page = walker.go(f"/manage/editions/{cast['edition']}/presentations")
    page.locator("#place").fill("Hội trường A")
    page.locator("#starts_at").fill("2027-01-05T08:00")
    walker.press("Lập buổi thuyết trình")
    walker.look()
    walker.press("Xếp lượt")
    walker.look()
    page.get_by_role("button", name="Điều hành").click()
    walker.look()
    walker.press("Bắt đầu")
    walker.look()

    assert "Đang thuyết trình" in page.locator("main").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_works_are_compared_and_put_in_order_by_keyboard_on_a_phone(live_portal, browser, cast):
    walker = signed_in(browser, live_portal, cast["pairwise"]["judges"][0], 390)
    page = walker.go("/judging")
    page.get_by_role("link", name="Xếp thứ tự").click()
    walker.look()
    small = page.evaluate(SMALL_TARGETS)
    while page.url.endswith("/pair"):
        page.locator("[data-pair-keys]").wait_for()
        with page.expect_navigation():
            page.keyboard.press("ArrowRight")
    walker.look()
    first = page.locator("[data-title]").first.inner_text()
    page.locator(".order-list input").first.focus()

    page.keyboard.press("Alt+ArrowDown")
    page.locator("[data-save-state]", has_text="Đã lưu").wait_for()
    page.reload()

    assert page.locator("[data-title]").nth(1).inner_text() == first
    assert small + page.evaluate(SMALL_TARGETS) == []
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.get_by_role("button", name="Hoàn tất thứ tự").focus()
    page.keyboard.press("Enter")
    page.get_by_text("Thứ tự này đã hoàn tất và bị khóa.").wait_for()
    walker.look()
