"""The judge's desk in a real browser without a network: pages that were seen, sheets that wait, and whose they are."""

import time

import pytest

from tests.browser.seed_judging import PASSWORD
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
STATE = "[data-save-state]"
# A worker that has just begun looks after the next page, and perhaps not yet after this one.
KEPT = """async () => (await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'
    ? (await (await caches.open('desk-pages')).keys()).filter((one) => /\\d$/.test(one.url)).length : 0"""
WHY = """async () => JSON.stringify({here: location.href, text: document.body.innerText.slice(0, 200),
    controlled: Boolean(navigator.serviceWorker.controller),
    workers: (await navigator.serviceWorker.getRegistrations()).map((one) => [one.scope, one.installing?.state,
        one.waiting?.state, one.active?.state]),
    kept: (await (await caches.open('desk-pages')).keys()).map((one) => one.url)})"""
QUEUED = """() => new Promise((done) => { const request = indexedDB.open('desk', 1);
    request.onsuccess = () => { const all = request.result.transaction('sheets').objectStore('sheets').getAll();
        all.onsuccess = () => { request.result.close(); done(all.result.map((one) => one.path)); }; }; })"""


@pytest.fixture(scope="module")
def judges(live_portal):
    """Judges who have declared, by e-mail."""
    return live_portal.begin("published")["judges"]


def sign_in(walker, email):
    walker.page.goto("/sign-in")
    walker.page.locator("[name=email]").fill(email)
    walker.page.locator("[name=password]").fill(PASSWORD)
    walker.press("Đăng nhập")


@pytest.fixture
def judge(live_portal, browser, judges, request):
    """A judge at the list, with every open sheet taken along."""
    live_portal.start()
    walker = Walker(browser, live_portal.url, width=390)
    walker.page.on("dialog", lambda dialog: dialog.accept())
    sign_in(walker, judges[getattr(request, "param", 0)])
    walker.go("/judging")
    own = [link.get_attribute("href") for link in walker.page.locator(".task-list a").all()]
    until = time.monotonic() + 20
    while walker.page.evaluate(KEPT) < len(own):
        assert time.monotonic() < until, walker.page.evaluate(WHY)
        walker.page.wait_for_timeout(100)
    yield walker, own
    walker.context.close()


def stored(live_portal, path):
    """The points of a sheet as they stand in the database, in hundredths."""
    with live_portal.database() as connection:
        rows = connection.execute(
            "SELECT points FROM scores JOIN scoresheets ON scoresheets.id = scoresheet_id WHERE assignment_id = %s"
            " ORDER BY criterion_id",
            (int(path.rpartition("/")[2]),),
        ).fetchall()
    return [row[0] for row in rows]


def wait_until_stored(live_portal, path, points):
    """Ask the database until a sheet has these points, in hundredths."""
    until = time.monotonic() + 20
    while (found := stored(live_portal, path)) != points:
        assert time.monotonic() < until, found
        time.sleep(0.05)


def score(page, points):
    page.locator("[data-points]").first.fill(points)


def says(page, words):
    page.wait_for_function(
        f"([words]) => document.querySelector('{STATE}').textContent.startsWith(words)", arg=[words], timeout=20_000
    )


def test_desk_goes_on_without_the_server_and_sends_what_was_written(judge, live_portal):
    walker, (first, second) = judge
    page = walker.page
    live_portal.kill()

    page.goto(first)
    score(page, "41")
    says(page, "CHƯA lưu")
    page.goto(second)
    score(page, "17")
    says(page, "CHƯA lưu")
    page.goto("/judging")
    page.locator("[data-queue]").get_by_role("link").nth(1).wait_for()
    walker.look()

    live_portal.start()
    page.wait_for_function("document.querySelector('[data-sheets]').children.length === 0", timeout=30_000)
    assert (stored(live_portal, first), stored(live_portal, second)) == ([4100, None], [1700, None])
    assert page.evaluate(QUEUED) == []
    assert page.evaluate("Object.keys(localStorage).filter((one) => one.startsWith('draft:')).length") == 0


def test_sheet_typed_before_the_browser_was_closed_is_sent_at_the_next_visit(judge, live_portal):
    walker, own = judge
    page = walker.page
    page.goto(own[1])
    live_portal.kill()
    score(page, "33")
    says(page, "CHƯA lưu")
    page.close()

    live_portal.start()
    walker.page = page = walker.context.new_page()
    page.goto("/judging")
    page.wait_for_function("document.querySelector('[data-queue]').textContent.includes('đã được gửi')", timeout=30_000)

    assert stored(live_portal, own[1]) == [3300, None]


@pytest.mark.parametrize("judge", [1], indirect=True)
def test_queue_is_kept_for_its_person_alone(judge, judges, live_portal):
    walker, own = judge
    page = walker.page
    page.goto(own[0])
    live_portal.kill()
    score(page, "29")
    says(page, "CHƯA lưu")
    path = own[0]
    page.close()
    live_portal.start()
    walker.page = page = walker.context.new_page()
    page.route("**/judging/who", lambda route: route.abort())
    page.goto("/judging")
    walker.press("Đăng xuất")

    assert page.evaluate("caches.has('desk-pages')") is False
    sign_in(walker, judges[2])
    page.unroute("**/judging/who")
    page.goto("/judging")
    page.wait_for_timeout(1500)
    assert page.locator("[data-queue]").is_hidden()
    assert page.evaluate(QUEUED) == [path]
    assert stored(live_portal, path) == []

    walker.press("Đăng xuất")
    sign_in(walker, judges[1])
    page.goto("/judging")
    page.wait_for_function("document.querySelector('[data-queue]').textContent.includes('đã được gửi')", timeout=30_000)
    assert stored(live_portal, path) == [2900, None]


@pytest.mark.parametrize("judge", [2], indirect=True)
def test_two_windows_of_a_sheet_are_joined_or_compared(judge, live_portal):
    walker, own = judge
    page, other = walker.page, walker.context.new_page()
    other.on("dialog", lambda dialog: dialog.accept())
    page.goto(own[0])
    other.goto(own[0])
    score(page, "50")
    says(page, "Đã lưu")
    other.locator("[data-points]").nth(1).fill("20")
    says(other, "Đã lưu")
    assert other.locator("[data-points]").first.input_value() == "50"

    score(page, "51")
    # The page said so before it was typed; only the database tells when it is true again.
    wait_until_stored(live_portal, own[0], [5100, 2000])
    score(other, "52")
    says(other, "CHƯA lưu")
    other.get_by_role("button", name="Lưu", exact=True).click()
    other.locator("#two-versions").wait_for()
    walker.page = other
    walker.look()
    other.locator("input[type=radio][value=theirs]").check()
    walker.press("Lưu")

    assert stored(live_portal, own[0]) == [5100, 2000]


@pytest.mark.parametrize("judge", [3], indirect=True)
def test_everything_works_from_the_keyboard_and_letters_can_be_switched_off(judge):
    walker, own = judge
    page = walker.page
    page.goto(own[0])
    page.locator("[data-letters]:not([hidden])").wait_for(state="attached")
    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.dataset.points") is not None
    page.keyboard.insert_text("30")
    page.keyboard.press("Control+s")
    page.get_by_text("Đã lưu. Bạn có thể").wait_for()
    page.keyboard.press("j")
    page.wait_for_url(f"**{own[1]}")
    page.locator("[data-letters]:not([hidden])").wait_for(state="attached")
    page.keyboard.press("h")
    page.get_by_label("Dùng các phím không kèm Ctrl").uncheck()
    walker.look()
    page.locator("h1").click()
    page.keyboard.press("k")
    page.wait_for_timeout(500)
    assert page.url.endswith(own[1])
