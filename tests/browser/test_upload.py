"""Uploads that survive: a cut connection, a reload, a pause; what has arrived is never sent again."""

import re
import struct
from collections import Counter

import pytest

from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "một câu dài dễ nhớ"
PART = 8 * 1024 * 1024
SIZE = 5 * PART + 1000
NAME = "Bản ghi tác phẩm.mp4"


def box(kind, content=b""):
    return struct.pack(">I4s", len(content) + 8, kind) + content


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """An MP4 of six parts."""
    start = box(b"ftyp", b"isom\0\0\2\0isomiso2mp41") + box(b"moov", box(b"free"))
    path = tmp_path_factory.mktemp("film") / NAME
    path.write_bytes(start + box(b"mdat", b"\x5a" * (SIZE - len(start) - 8)))
    assert path.stat().st_size == SIZE
    return path


@pytest.fixture(scope="module")
def ready(live_portal, browser):
    """Somebody with a draft in a category that asks for a recording."""
    live_portal.begin("hcmc")
    live_portal.command("administrator", "tailen@example.com", "Người tải lên")
    walker = Walker(browser, live_portal.url)
    walker.choose_password(live_portal.mailbox.link_to("tailen@example.com", r"http\S+/reset/\S+"), PASSWORD)
    page = walker.page
    # Whoever leaves while files are on their way is asked first.
    page.on("dialog", lambda dialog: dialog.accept())
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
    page.get_by_label("4. Truyền thông").check()
    page.get_by_label("Tên công trình").fill("Phim ngắn")
    page.get_by_label("Tóm tắt").fill("Một bộ phim ngắn.")
    walker.press("Lưu và tiếp tục")
    return walker, f"{hub}/files/recording"


class Line:
    """The parts that reached the store, and a brake on the way there."""

    def __init__(self, page, megabytes_a_second):
        self.stored = Counter()
        self.speed = megabytes_a_second * 1024 * 1024
        self.page = page
        self.devtools = page.context.new_cdp_session(page)
        self.devtools.send("Network.enable")
        page.on("response", self.see)
        self.brake(self.speed)

    def see(self, response):
        number = re.search(r"partNumber=(\d+)", response.url)
        if number and response.request.method == "PUT" and response.status == 200:
            self.stored[int(number[1])] += 1

    def brake(self, speed, *, offline=False):
        conditions = {"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        self.devtools.send("Network.emulateNetworkConditions", conditions)

    def until_half(self):
        """Until three of the six parts are stored."""
        for _ in range(600):
            if sum(self.stored.values()) >= 3:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(self.stored)


@pytest.fixture
def line(ready):
    walker, address = ready
    walker.page.goto(address)
    line = Line(walker.page, 6)
    yield line
    line.brake(-1)
    line.devtools.detach()
    page = walker.page
    page.goto(address)
    while (button := page.get_by_role("button", name=f"Xóa {NAME}")).count():
        button.first.click()
        page.wait_for_load_state("load")


# The most that a cut would have cost so far, in parts: what was sent of those that had not arrived whole.
WATCH_THE_LINE = """() => {
window.mostAtStake = 0;
const sent = new Map();
const open = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (...where) {
  const watch = ({ loaded }) => {
    sent.set(this, loaded / 8388608);
    window.mostAtStake = Math.max(window.mostAtStake, [...sent.values()].reduce((sum, one) => sum + one, 0));
  };
  this.upload.addEventListener("progress", watch);
  this.upload.addEventListener("load", () => sent.delete(this));
  return open.apply(this, where);
};
}"""


def has_arrived(page):
    page.get_by_text("Đã kiểm tra").first.wait_for(timeout=60_000)


def test_cut_connection_goes_on_by_itself_and_sends_nothing_twice(ready, line, film):
    walker, _address = ready
    page = walker.page
    page.locator("#file").set_input_files(film)
    line.until_half()
    line.brake(line.speed, offline=True)
    page.get_by_text("mất kết nối").first.wait_for(timeout=20_000)
    before = Counter(line.stored)
    line.brake(-1)

    has_arrived(page)

    assert before
    assert dict(line.stored) == dict.fromkeys(range(1, 7), 1)


def test_reload_goes_on_when_the_file_is_chosen_again(ready, line, film):
    walker, address = ready
    page = walker.page
    page.locator("#file").set_input_files(film)
    line.until_half()
    before = Counter(line.stored)
    page.goto(address)
    assert "phần trăm" in page.locator("ul.files").first.inner_text()
    walker.look("upload-unfinished")
    line.brake(-1)

    page.locator("#file").set_input_files(film)
    has_arrived(page)

    assert sum(before.values()) >= 3
    assert dict(line.stored) == dict.fromkeys(range(1, 7), 1)


def test_pause_stops_and_goes_on(ready, line, film):
    walker, _address = ready
    page = walker.page
    page.locator("#file").set_input_files(film)
    line.until_half()
    page.get_by_role("button", name=f"Tạm dừng: {NAME}").click()
    page.wait_for_timeout(300)
    paused_at = Counter(line.stored)
    page.wait_for_timeout(2500)
    assert line.stored == paused_at
    walker.look("upload-paused")
    line.brake(-1)

    page.get_by_role("button", name=f"Tải tiếp: {NAME}").click()
    has_arrived(page)

    assert dict(line.stored) == dict.fromkeys(range(1, 7), 1)


def test_a_cut_at_any_moment_would_cost_less_than_two_parts(ready, line, film):
    walker, _address = ready
    page = walker.page
    page.evaluate(WATCH_THE_LINE)
    page.locator("#file").set_input_files(film)
    while len(line.stored) < 5:
        page.wait_for_timeout(20)

    at_stake = page.evaluate("window.mostAtStake")
    line.brake(-1)
    has_arrived(page)

    assert 1 < at_stake < 2
    assert dict(line.stored) == dict.fromkeys(range(1, 7), 1)
