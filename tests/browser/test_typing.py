"""Nothing typed is lost: the server is killed in the middle of a word, the session ends, two windows disagree."""

import re
import threading
import time

import pytest

from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "một câu dài dễ nhớ"
WORDS = "Máy lọc nước chạy bằng nắng cho xã đảo, mỗi ngày được hai nghìn lít, người dân tự thay lõi. "
STATE = "[data-save-state]"
NOT_SAVED = "CHƯA lưu"
KEYS_A_SECOND = 16


@pytest.fixture(scope="module")
def author(live_portal, browser):
    """Somebody signed in with a draft."""
    live_portal.begin("hcmc")
    live_portal.command("administrator", "nguoigo@example.com", "Người gõ")
    walker = Walker(browser, live_portal.url)
    link = live_portal.mailbox.link_to("nguoigo@example.com", r"http\S+/reset/\S+")
    walker.choose_password(link, PASSWORD)
    page = walker.page
    page.goto("/editions/hcmc-2025/submit")
    page.get_by_role("button", name="Bắt đầu").click()
    while "/eligibility/" in page.url:
        page.locator("input[type=radio]").first.check()
        walker.press("Tiếp tục")
        if "Sửa câu trả lời" in page.content():
            page.go_back()
            page.locator("input[type=radio]").nth(1).check()
            walker.press("Tiếp tục")
    walker.press("Mở bản nháp của tôi")
    hub = page.url
    page.goto(f"{hub}/work")
    page.get_by_label("3. Quản lý nhà nước").check()
    page.get_by_label("Tên công trình").fill("Máy lọc nước")
    page.get_by_label("Tóm tắt").fill("Cho xã đảo.")
    walker.press("Lưu và tiếp tục")
    page.goto(hub)
    for path in [link.get_attribute("href") for link in page.locator("a[href*='/pages/']").all()]:
        page.goto(path)
        if page.locator("textarea").count() >= 2:
            page.close()
            return walker, path
    raise AssertionError("no page with two long texts")


@pytest.fixture
def desk(author, live_portal):
    """The page of long texts, empty, in a window of its own; its draft's number, and its first two questions."""
    walker, path = author
    number = int(re.search(r"/submissions/(\d+)", path)[1])
    with live_portal.database() as connection:
        connection.execute("UPDATE submissions SET answers = '{}', revision = revision + 1 WHERE id = %s", (number,))
    page = opened(walker, path)
    names = [field.get_attribute("name") for field in page.locator("textarea").all()[:2]]
    yield walker, path, page, number, names
    for window in walker.context.pages:
        window.evaluate("localStorage.clear()")
        window.close(run_before_unload=False)


def opened(walker, path):
    """A new window of the same person."""
    page = walker.context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(path)
    # The script is there once it has something to say about what is typed.
    page.wait_for_function("performance.getEntriesByType('resource').some((one) => one.name.includes('autosave'))")
    page.wait_for_timeout(200)
    return page


def type_on(page, name, seconds, typed):
    """Type without a pause, keeping in `typed` when each letter was there."""
    field = page.locator(f"[name='{name}']")
    field.focus()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        letter = WORDS[len(typed) % len(WORDS)]
        page.keyboard.insert_text(letter)
        typed.append((letter, time.monotonic()))
        page.wait_for_timeout(1000 / KEYS_A_SECOND)


def kill_meanwhile(live_portal, after, moment):
    """Kill the server from a thread of its own, while the typing goes on."""

    def strike():
        time.sleep(after)
        moment.append(time.monotonic())
        live_portal.kill()

    thread = threading.Thread(target=strike)
    thread.start()
    return thread


def text_of(typed, until=None):
    return "".join(letter for letter, at in typed if until is None or at <= until)


def says(page, words, patience=20_000):
    page.wait_for_function(
        f"([words]) => document.querySelector('{STATE}').textContent.startsWith(words)", arg=[words], timeout=patience
    )


def test_server_killed_while_typing_gets_everything_when_it_is_back(desk, live_portal):
    _walker, _path, page, number, (first, _second) = desk
    typed, killed = [], []
    thread = kill_meanwhile(live_portal, 3.3, killed)

    type_on(page, first, 6, typed)
    thread.join()

    assert page.locator(STATE).inner_text().startswith(NOT_SAVED)
    assert page.locator(f"[name='{first}']").input_value() == text_of(typed)
    stored = stored_answer(live_portal, number, first)
    assert len(stored) < len(typed)
    live_portal.start()
    says(page, "Đã lưu")
    page.wait_for_function("localStorage.length === 0")
    assert stored_answer(live_portal, number, first) == text_of(typed).strip()


def answers(live_portal, draft):
    with live_portal.database() as connection:
        return connection.execute("SELECT answers FROM submissions WHERE id = %s", (draft,)).fetchone()[0]


def stored_answer(live_portal, number, name):
    return answers(live_portal, number).get(name) or ""


@pytest.mark.parametrize("after", [2.1, 2.75])
def test_window_closed_while_the_server_is_dead_brings_everything_back(desk, live_portal, after):
    walker, path, page, number, (first, _second) = desk
    typed, killed = [], []
    thread = kill_meanwhile(live_portal, after, killed)
    type_on(page, first, after + 1, typed)
    thread.join()
    stored = stored_answer(live_portal, number, first)
    page.close(run_before_unload=False)
    live_portal.start()

    again = opened(walker, path)

    # Without the copy in the browser, the second before the kill would be all that is missing.
    assert stored.startswith(text_of(typed, killed[0] - 1).strip())
    assert again.locator(f"[name='{first}']").input_value() == text_of(typed)
    says(again, "Đã lưu")
    again.wait_for_function("localStorage.length === 0")
    assert stored_answer(live_portal, number, first) == text_of(typed).strip()


def test_button_pressed_while_the_server_is_dead_loses_nothing(desk, live_portal):
    walker, path, page, number, (first, _second) = desk
    typed = []
    live_portal.kill()
    type_on(page, first, 1, typed)

    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("chrome-error://**")
    live_portal.start()
    page.close()
    again = opened(walker, path)

    assert again.locator(f"[name='{first}']").input_value() == text_of(typed)
    says(again, "Đã lưu")
    assert stored_answer(live_portal, number, first) == text_of(typed).strip()


def test_copy_is_forgotten_once_the_button_has_saved(desk, live_portal):
    _walker, _path, page, number, (first, _second) = desk
    typed = []
    type_on(page, first, 0.3, typed)

    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_load_state("load")

    page.wait_for_function("localStorage.length === 0")
    assert stored_answer(live_portal, number, first) == text_of(typed).strip()


def test_session_that_ended_while_typing_is_told_and_the_text_comes_back(desk, live_portal):
    walker, path, page, number, (first, _second) = desk
    cookies = walker.context.cookies()
    typed = []
    type_on(page, first, 1, typed)
    says(page, "Đã lưu")
    walker.context.clear_cookies()
    type_on(page, first, 1.5, typed)

    says(page, f"{NOT_SAVED}: bạn đã hết phiên đăng nhập")
    page.reload()
    page.get_by_label("Địa chỉ thư điện tử").fill("nguoigo@example.com")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").last.click()
    page.wait_for_url(f"**{path}")

    assert page.locator(f"[name='{first}']").input_value() == text_of(typed)
    says(page, "Đã lưu")
    assert stored_answer(live_portal, number, first) == text_of(typed).strip()
    assert cookies


def test_two_windows_are_joined_and_where_they_disagree_one_chooses(desk, live_portal):
    walker, path, page, number, (first, second) = desk
    other = opened(walker, path)
    page.locator(f"[name='{first}']").fill("Cửa sổ một")
    says(page, "Đã lưu")
    other.locator(f"[name='{second}']").fill("Cửa sổ hai")
    says(other, "Đã lưu")
    assert other.locator(f"[name='{first}']").input_value() == "Cửa sổ một"

    other.locator(f"[name='{first}']").fill("Bản của cửa sổ hai")
    says(other, "Đã lưu")
    page.locator(f"[name='{first}']").fill("Bản của cửa sổ một")
    says(page, NOT_SAVED)
    assert answers(live_portal, number)[first] == "Bản của cửa sổ hai"
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.locator("mark").first.wait_for()
    both = page.locator("main").inner_text()
    assert "Bản của cửa sổ hai" in both
    assert "Bản của cửa sổ một" in both
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_function("localStorage.length === 0")

    stored = answers(live_portal, number)
    assert stored[first] in ("Bản của cửa sổ một", "Bản của cửa sổ hai")
    assert stored[second] == "Cửa sổ hai"
    again = opened(walker, path)
    assert again.locator(f"[name='{first}']").input_value() == stored[first]


def test_what_is_typed_before_the_script_is_there_is_saved_once_it_is(desk, live_portal):
    walker, path, _page, number, (first, _second) = desk
    slow = walker.context.new_page()
    held = []
    slow.route("**/autosave.js*", lambda route: held.append(route))
    slow.goto(path, wait_until="domcontentloaded")
    slow.locator(f"[name='{first}']").fill("Gõ nhanh hơn trang")

    slow.wait_for_timeout(200)
    assert held
    held[0].continue_()

    says(slow, "Đã lưu")
    assert answers(live_portal, number)[first] == "Gõ nhanh hơn trang"


def test_copy_of_an_older_state_never_takes_back_what_others_saved_since(desk, live_portal):
    walker, path, page, number, (first, second) = desk
    live_portal.kill()
    page.locator(f"[name='{first}']").fill("Gõ khi máy chủ ngừng")
    says(page, NOT_SAVED)
    page.close(run_before_unload=False)
    live_portal.start()
    with walker.context.browser.new_context(locale="vi-VN", base_url=live_portal.url) as elsewhere:
        elsewhere.add_cookies(walker.context.cookies())
        window = elsewhere.new_page()
        window.goto(path)
        window.locator(f"[name='{second}']").fill("Đồng tác giả viết sau")
        says(window, "Đã lưu")

    again = opened(walker, path)

    says(again, "Đã lưu")
    again.wait_for_function("localStorage.length === 0")
    stored = answers(live_portal, number)
    assert (stored[first], stored[second]) == ("Gõ khi máy chủ ngừng", "Đồng tác giả viết sau")
