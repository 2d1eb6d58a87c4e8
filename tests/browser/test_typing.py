"""Nothing typed is lost: the server is killed in the middle of a word, the session ends, two windows disagree."""

import json
import os
import re
import signal
import threading
import time
from contextlib import contextmanager

import psycopg
import pytest

from tests.browser.conftest import LivePortal, wait_for_answer, web_server
from tests.browser.walker import AXE, Walker
from tests.stack.server import free_port

pytestmark = pytest.mark.browser
PASSWORD = "một câu dài dễ nhớ"
WORDS = "Máy lọc nước chạy bằng nắng cho xã đảo, mỗi ngày được hai nghìn lít, người dân tự thay lõi. "
STATE = "[data-save-state]"
NOT_SAVED = "CHƯA lưu"
KEYS_A_SECOND = 16


class Mortal:
    """A web server of its own that can be killed and started again, on the database of the live portal."""

    def __init__(self, portal: LivePortal):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.portal = LivePortal(self.url, {**portal.environment, "PORTAL_BASE_URL": self.url}, portal.mailbox)
        self.start()

    def start(self):
        self.process = web_server(self.portal.environment, self.port)
        wait_for_answer(self.url)

    def kill(self):
        """End every process of the server at once, without a word."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)

    @contextmanager
    def database(self):
        url = self.portal.environment["PORTAL_DATABASE_URL"].replace("+psycopg", "")
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    def answers(self, draft):
        with self.database() as connection:
            return connection.execute("SELECT answers FROM submissions WHERE id = %s", (draft,)).fetchone()[0]


@pytest.fixture(scope="module")
def mortal(live_portal):
    if not AXE.exists():
        pytest.skip("axe-core is not installed: run through `make test`")
    live_portal.command("load-preset", "hcmc", "--open-days", "30")
    server = Mortal(live_portal)
    yield server
    server.kill()


@pytest.fixture(scope="module")
def author(mortal, browser):
    """Somebody signed in with a draft."""
    mortal.portal.command("administrator", "nguoigo@example.com", "Người gõ")
    walker = Walker(browser, mortal.url)
    link = mortal.portal.mailbox.link_to("nguoigo@example.com", r"http\S+/reset/\S+")
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
def desk(author, mortal):
    """The page of long texts, empty, in a window of its own; its draft's number, and its first two questions."""
    walker, path = author
    number = int(re.search(r"/submissions/(\d+)", path)[1])
    with mortal.database() as connection:
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


def kill_meanwhile(mortal, after, moment):
    """Kill the server from a thread of its own, while the typing goes on."""

    def strike():
        time.sleep(after)
        moment.append(time.monotonic())
        mortal.kill()

    thread = threading.Thread(target=strike)
    thread.start()
    return thread


def text_of(typed, until=None):
    return "".join(letter for letter, at in typed if until is None or at <= until)


def says(page, words, patience=20_000):
    page.wait_for_function(
        f"([words]) => document.querySelector('{STATE}').textContent.startsWith(words)", arg=[words], timeout=patience
    )


def test_server_killed_while_typing_gets_everything_when_it_is_back(desk, mortal):
    _walker, _path, page, number, (first, _second) = desk
    typed, killed = [], []
    thread = kill_meanwhile(mortal, 3.3, killed)

    type_on(page, first, 6, typed)
    thread.join()

    assert page.locator(STATE).inner_text().startswith(NOT_SAVED)
    assert page.locator(f"[name='{first}']").input_value() == text_of(typed)
    stored = mortal_answer(mortal, number, first)
    assert len(stored) < len(typed)
    mortal.start()
    says(page, "Đã lưu")
    page.wait_for_function("localStorage.length === 0")
    assert mortal_answer(mortal, number, first) == text_of(typed).strip()


def mortal_answer(mortal, number, name):
    return mortal.answers(number).get(name) or ""


@pytest.mark.parametrize("after", [2.1, 2.75])
def test_window_closed_while_the_server_is_dead_brings_everything_back(desk, mortal, after):
    walker, path, page, number, (first, _second) = desk
    typed, killed = [], []
    thread = kill_meanwhile(mortal, after, killed)
    type_on(page, first, after + 1, typed)
    thread.join()
    stored = mortal_answer(mortal, number, first)
    page.close(run_before_unload=False)
    mortal.start()

    again = opened(walker, path)

    # Without the copy in the browser, the second before the kill would be all that is missing.
    assert stored.startswith(text_of(typed, killed[0] - 1).strip())
    assert again.locator(f"[name='{first}']").input_value() == text_of(typed)
    says(again, "Đã lưu")
    again.wait_for_function("localStorage.length === 0")
    assert mortal_answer(mortal, number, first) == text_of(typed).strip()


def test_button_pressed_while_the_server_is_dead_loses_nothing(desk, mortal):
    walker, path, page, number, (first, _second) = desk
    typed = []
    mortal.kill()
    type_on(page, first, 1, typed)

    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_url("chrome-error://**")
    mortal.start()
    page.close()
    again = opened(walker, path)

    assert again.locator(f"[name='{first}']").input_value() == text_of(typed)
    says(again, "Đã lưu")
    assert mortal_answer(mortal, number, first) == text_of(typed).strip()


def test_copy_is_forgotten_once_the_button_has_saved(desk, mortal):
    _walker, _path, page, number, (first, _second) = desk
    typed = []
    type_on(page, first, 0.3, typed)

    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_load_state("load")

    page.wait_for_function("localStorage.length === 0")
    assert mortal_answer(mortal, number, first) == text_of(typed).strip()


def test_session_that_ended_while_typing_is_told_and_the_text_comes_back(desk, mortal):
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
    assert mortal_answer(mortal, number, first) == text_of(typed).strip()
    assert cookies


def test_two_windows_are_joined_and_where_they_disagree_one_chooses(desk, mortal):
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
    assert mortal.answers(number)[first] == "Bản của cửa sổ hai"
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.locator("mark").first.wait_for()
    both = page.locator("main").inner_text()
    assert "Bản của cửa sổ hai" in both
    assert "Bản của cửa sổ một" in both
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Lưu và tiếp tục").click()
    page.wait_for_function("localStorage.length === 0")

    stored = mortal.answers(number)
    assert stored[first] in ("Bản của cửa sổ một", "Bản của cửa sổ hai")
    assert stored[second] == "Cửa sổ hai"
    again = opened(walker, path)
    assert again.locator(f"[name='{first}']").input_value() == stored[first]


def test_what_is_typed_before_the_script_is_there_is_saved_once_it_is(desk, mortal):
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
    assert mortal.answers(number)[first] == "Gõ nhanh hơn trang"


def test_copy_of_an_older_state_never_takes_back_what_others_saved_since(desk, mortal):
    walker, path, page, number, (first, second) = desk
    mortal.kill()
    page.locator(f"[name='{first}']").fill("Gõ khi máy chủ ngừng")
    says(page, NOT_SAVED)
    page.close(run_before_unload=False)
    mortal.start()
    with walker.context.browser.new_context(locale="vi-VN", base_url=mortal.url) as elsewhere:
        elsewhere.add_cookies(walker.context.cookies())
        window = elsewhere.new_page()
        window.goto(path)
        window.locator(f"[name='{second}']").fill("Đồng tác giả viết sau")
        says(window, "Đã lưu")

    again = opened(walker, path)

    says(again, "Đã lưu")
    again.wait_for_function("localStorage.length === 0")
    answers = mortal.answers(number)
    assert (answers[first], answers[second]) == ("Gõ khi máy chủ ngừng", "Đồng tác giả viết sau")
    assert json.dumps(answers)
