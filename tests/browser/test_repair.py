"""In a real browser: work is proposed and published, a judge declares a conflict, and the gap is repaired."""

import pytest

from tests.browser.seed_judging import PASSWORD
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def cast(live_portal):
    """The edition, its organizer and its judges."""
    return live_portal.begin("accepted")


def signed_in(browser, live_portal, email, width=1280):
    walker = Walker(browser, live_portal.url, width=width)
    walker.page.goto("/sign-in")
    walker.page.locator("[name=email]").fill(email)
    walker.page.locator("[name=password]").fill(PASSWORD)
    walker.press("Đăng nhập")
    return walker


def test_declare_recuse_and_repair(live_portal, browser, cast):
    base = f"/manage/editions/{cast['edition']}/assignments"
    organizer = signed_in(browser, live_portal, cast["organizer"])
    page = organizer.go(base)
    page.get_by_role("link", name="Yêu cầu và các lượt").first.click()
    organizer.look("run-wishes")
    organizer.press("Lập phương án")
    organizer.look("proposal")
    page.locator("td.mono a").first.click()
    organizer.look("run-reasons")
    page.go_back()
    organizer.press("Công bố và báo cho giám khảo")

    judge = signed_in(browser, live_portal, cast["judges"][0], width=390)
    mine = judge.go("/judging").locator(".task-list a")
    count = mine.count()
    mine.first.click()
    judge.look()
    title = judge.page.locator("h2").first.inner_text()
    judge.page.get_by_label("Có, tôi có xung đột lợi ích").check()
    judge.page.get_by_label("Bạn có liên quan gì tới công trình này?").select_option("relative")
    judge.page.get_by_label("Nói ngắn gọn").fill("Em gái tôi là tác giả")
    judge.press("Tiếp tục")
    assert judge.page.locator(".task-list a").count() == count - 1
    assert title not in judge.page.content()

    matrix = organizer.go(f"/manage/editions/{cast['edition']}/scores/matrix", "matrix")
    assert "1 công trình còn thiếu giám khảo" in matrix.content()
    matrix.get_by_role("link", name="Bổ sung chỗ trống").click()
    matrix.get_by_label("Sửa với ít thay đổi nhất").check()
    organizer.press("Lập phương án")
    assert "Giữ 7 cặp, bỏ 0, thêm mới 1; không cách nào ít thay đổi hơn." in matrix.content()
    organizer.press("Công bố và báo cho giám khảo")

    after = organizer.go(f"/manage/editions/{cast['edition']}/scores/matrix")
    assert "còn thiếu giám khảo" not in after.content()
    assert after.get_by_text("đã trả lại").count() >= 1


def test_judge_says_what_to_read_on_a_phone(live_portal, browser, cast):
    judge = signed_in(browser, live_portal, cast["judges"][1], width=390)
    page = judge.go(f"/judging/preferences/{cast['edition']}", "preferences-phone")
    page.get_by_label("Rất muốn chấm").first.check()
    judge.press("Lưu câu trả lời")

    assert "Đã lưu 1 câu trả lời." in page.content()
    assert page.get_by_label("Rất muốn chấm").first.is_checked()
    judge.go(f"/judging/field/{cast['edition']}")
