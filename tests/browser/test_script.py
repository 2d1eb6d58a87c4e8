"""What the scripts of the form do in a real browser: the live preview, and questions that come and go."""

import pytest

from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "một câu dài dễ nhớ"
FORM = "/manage/editions/1/form"


@pytest.fixture(scope="module")
def organizer(live_portal, browser):
    """An administrator at the form of an edition."""
    live_portal.begin("hcmc")
    live_portal.command("administrator", "bieumau@example.com", "Người sửa biểu mẫu")
    walker = Walker(browser, live_portal.url)
    walker.choose_password(live_portal.mailbox.link_to("bieumau@example.com", r"http\S+/reset/\S+"), PASSWORD)
    return walker


def add_question(organizer, kind, text):
    page = organizer.page
    page.goto(f"{FORM}/new/field?inside=entrant")
    page.locator(f"#f-type-{kind}").check()
    page.locator("#f-words-vi").fill(text)
    page.locator("#f-words-en").fill(text)
    organizer.press("Thêm và tiếp tục")


def test_preview_follows_the_typing_and_conditions_hide_questions(organizer):
    page = organizer.page
    add_question(organizer, "yes_no", "Đã thử chưa?")
    page.locator("#f-label-vi").fill("Đã thử ở nơi khác chưa?")
    page.locator("#preview").get_by_text("Đã thử ở nơi khác chưa?").wait_for()
    organizer.look()
    organizer.press("Lưu vào bản nháp biểu mẫu")
    add_question(organizer, "text", "Thử ở đâu?")
    page.get_by_text("Chỉ hỏi khi thỏa điều kiện").click()
    page.locator("input[name='f-when'][value='da_thu_chua=yes']").check()
    organizer.press("Lưu vào bản nháp biểu mẫu")

    page.goto(f"{FORM}/field/da_thu_chua")
    asked = page.locator("#preview [name=thu_o_dau]")
    answers = page.locator("#preview #da_thu_chua")
    before = asked.is_visible()
    answers.get_by_label("Có", exact=True).check()
    shown = asked.is_visible()
    answers.get_by_label("Không", exact=True).check()

    assert (before, shown, asked.is_visible()) == (False, True, False)
    organizer.look()


def test_choice_of_another_window_is_joined_and_not_taken_back(organizer, live_portal):
    """Two windows of one page: what one ticks stands in the other after its next save."""
    page = organizer.page
    page.goto("/editions/hcmc-2025/submit")
    page.get_by_role("button", name="Bắt đầu").click()
    while "/eligibility/" in page.url:
        page.locator("input[type=radio]").first.check()
        organizer.press("Tiếp tục")
        if "Sửa câu trả lời" in page.content():
            page.go_back()
            page.locator("input[type=radio]").nth(1).check()
            organizer.press("Tiếp tục")
    organizer.press("Mở bản nháp của tôi")
    address = f"{page.url}/pages/earlier_awards"
    saved = "document.querySelector('[data-save-state]').textContent.startsWith('Đã lưu')"
    other = organizer.context.new_page()
    for window in (page, other):
        window.goto(address)

    page.locator("#has_prior_awards").get_by_label("Có", exact=True).check()
    page.locator("[name=prior_awards-0-name]").fill("Giải Một")
    page.locator("[name=prior_awards-0-year]").fill("2024")
    page.wait_for_function(saved)
    page.wait_for_timeout(800)
    other.locator("[name=prior_entry]").fill("Lần 3, giải Ba")
    other.wait_for_function("document.querySelector('[name=prior_awards-0-name]').value === 'Giải Một'")

    assert other.locator("#has_prior_awards").get_by_label("Có", exact=True).is_checked()
    assert other.locator("[name=prior_entry]").input_value() == "Lần 3, giải Ba"
    assert other.locator("[name=prior_awards-0-year]").input_value() == "2024"
