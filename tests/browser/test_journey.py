"""The whole path in Chromium, in Vietnamese: real files go straight to real S3, real letters come by SMTP."""

import re

import pytest

from portal.rehearsal.files import make_docx, make_jpeg, make_pdf
from tests.browser.live import run
from tests.browser.walker import Walker

pytestmark = pytest.mark.browser
PASSWORD = "một câu dài dễ nhớ"
TITLE = "Phần mềm tra cứu và đăng ký sử dụng tạm thời một phần hè phố"
ABOUT = "Người dân đăng ký trên điện thoại, cán bộ duyệt trong ngày, số liệu được công khai theo từng tuyến đường."


def author_submits(walker, portal):
    """From the front page to the receipt."""
    page = walker.go("/", "home")
    page.get_by_role("link", name="Mở tài khoản").click()
    page.get_by_label("Họ và tên").fill("Tác giả số 1")
    page.get_by_label("Địa chỉ thư điện tử").fill("tacgia1@example.com")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("checkbox").check()
    walker.look()
    walker.press("Mở tài khoản")
    walker.look()
    page.goto(portal.mailbox.link_to("tacgia1@example.com", r"http\S+/verify/\S+"))
    walker.press("Xác nhận địa chỉ của tôi")
    walker.go("/editions/hcmc-2025", "edition")
    walker.go("/editions/hcmc-2025/categories/3", "category")
    walker.go("/editions/hcmc-2025/submit", "start")
    page.get_by_role("button", name="Bắt đầu").click()
    while "/eligibility/" in page.url:
        walker.look("eligibility")
        passing = page.locator("input[type=radio]").first
        passing.check()
        walker.press("Tiếp tục")
        if "Sửa câu trả lời" in page.content():
            page.go_back()
            page.locator("input[type=radio]").nth(1).check()
            walker.press("Tiếp tục")
    walker.press("Mở bản nháp của tôi")
    hub = page.url
    fill_work(walker)
    fill_pages(walker, hub)
    fill_authors(walker, hub)
    upload_files(walker, hub)
    page.goto(hub)
    walker.look("task-list")
    page.get_by_role("button", name="Kiểm tra lại hồ sơ").click()
    walker.look("check-answers")
    page.get_by_role("checkbox").check()
    walker.press("Nộp hồ sơ dự thi")
    walker.look("receipt")
    assert "Hồ sơ của bạn đã tới" in page.content()
    return page.locator(".panel .mono").inner_text()


def fill_work(walker):
    """The built-in page; it saves itself before anybody presses a button."""
    page = walker.page
    page.get_by_role("link", name="Công trình", exact=True).click()
    page.get_by_label("Tên công trình").fill(TITLE)
    page.wait_for_function("document.querySelector('[data-save-state]').textContent.startsWith('Đã lưu')")
    page.reload()
    assert page.get_by_label("Tên công trình").input_value() == TITLE
    page.get_by_label("Tóm tắt").fill(ABOUT)
    page.get_by_label("Cơ quan, tổ chức của công trình").fill("UBND Quận 1")
    page.get_by_label("3. Quản lý nhà nước").check()
    walker.look("work")
    walker.press("Lưu và tiếp tục")


def fill_pages(walker, hub):
    """Every page of the edition's own form."""
    page = walker.page
    page.goto(hub)
    for path in [link.get_attribute("href") for link in page.locator("a[href*='/pages/']").all()]:
        page.goto(path)
        # Answers to choose come first: they bring out, or hide, what depends on them.
        for group in page.locator("form[data-module] fieldset:has(> .choice)").all():
            group.locator("input").first.check()
        for field in page.locator("form[data-module] input[type=text]:visible").all():
            numeric = field.get_attribute("inputmode") == "numeric"
            date = field.get_attribute("placeholder")
            field.fill("2024" if numeric else "15/6/2024" if date else "UBND Quận 1")
        for field in page.locator("form[data-module] input[type=email]").all():
            field.fill("lienhe@example.com")
        for field in page.locator("form[data-module] input[type=tel]").all():
            field.fill("028 3822 0000")
        for field in page.locator("form[data-module] textarea").all():
            field.fill(ABOUT)
        walker.look("form-page")
        walker.press("Lưu và tiếp tục")
        # The button waits for an autosave that is on its way.
        page.wait_for_url(hub)


def fill_authors(walker, hub):
    """Two authors; wrong shares are refused with a sentence, right ones accepted."""
    page = walker.page
    page.goto(f"{hub}/authors")
    walker.press("Thêm tác giả")
    page.locator("#full_name-1").fill("Đồng tác giả số 2")
    page.locator("#share-0").fill("60")
    page.locator("#share-1").fill("30")
    walker.press("Lưu và tiếp tục")
    assert "Tổng tỷ lệ là 90 phần trăm" in page.content()
    page.locator("#share-1").fill("40")
    walker.look("authors")
    walker.press("Lưu và tiếp tục")


def upload_files(walker, hub):
    """A file for each required slot, straight from the browser to the store."""
    page = walker.page
    files = {
        "description": make_docx("Mô tả công trình", TITLE, [ABOUT]),
        "summary": make_pdf("Tóm tắt", TITLE, [ABOUT]),
    }
    files["application_confirmation"] = make_jpeg("Xác nhận áp dụng", TITLE)
    for slot, made in files.items():
        page.goto(f"{hub}/files/{slot}")
        offered = {"name": made.name, "mimeType": made.content_type, "buffer": made.content}
        with page.expect_request(lambda request: request.method == "PUT") as sent:
            page.locator("#file").set_input_files(offered)
        assert "partNumber" in sent.value.url
        page.get_by_text("Đã kiểm tra").first.wait_for(timeout=30_000)
        walker.look("files")


def organizer_prepares(walker, portal, number):
    """Screening, judges, conflicts, assignment."""
    portal.command("administrator", "bantochuc@example.com", "Ban Tổ chức")
    walker.choose_password(portal.mailbox.link_to("bantochuc@example.com", r"http\S+/reset/\S+"), PASSWORD)
    base = "/manage/editions/1"
    walker.go(f"{base}/form", "form")
    walker.go(f"{base}/form/field/prior_awards", "form-editor")
    page = walker.go(f"{base}/screening?status=pending", "screening")
    page.get_by_role("link", name=TITLE).click()
    walker.look("dossier")
    assert number in page.content()
    for fine in page.locator("input[name^=check-][value=fine]").all():
        fine.check()
    walker.press("Lưu bảng kiểm tra")
    walker.look("dossier-checked")
    page.get_by_label("Chấp nhận: hồ sơ được chuyển cho giám khảo").check()
    walker.press("Ghi nhận quyết định")
    for page_of_paper in ("paper", "paper/new", "stubs/new"):
        walker.go(f"{base}/{page_of_paper}", page_of_paper.replace("/", "-"))
    for n in range(1, 7):
        seat_judge(walker, n, "UBND Q.1; UBND Quận 1" if n == 6 else f"Viện số {n}")
    walker.look("judges")
    assign(walker)
    walker.go(f"{base}/conflicts", "conflicts")
    assert "Giám khảo số 6" in page.content()
    walker.go(f"{base}/panels", "panels")


def seat_judge(walker, n, organisation):
    """Somebody who has agreed already."""
    page = walker.page
    page.goto("/manage/editions/1/judges")
    page.get_by_label("Họ và tên").fill(f"Giám khảo số {n}")
    page.get_by_label("Địa chỉ thư điện tử").fill(f"giamkhao{n}@example.com")
    page.locator("#organisation").fill(organisation)
    page.locator("#category").select_option(label="3. Quản lý nhà nước")
    walker.press("Mời và xếp vào hội đồng")


def assign(walker):
    """Propose and publish; what stands stays."""
    page = walker.go("/manage/editions/1/assignments")
    page.locator("tr", has_text="Quản lý nhà nước").get_by_role("button").click()
    walker.look("proposal")
    walker.press("Công bố và báo cho giám khảo")


def opened(browser, portal, n):
    """A judge who has declared and has the dossier open; the first on a phone."""
    phone = n == 1
    walker = Walker(browser, portal.url, *((390, 844) if phone else (1440, 900)))
    walker.choose_password(portal.mailbox.link_to(f"giamkhao{n}@example.com", r"http\S+/reset/\S+"), PASSWORD)
    page = walker.go("/judging", "judging-phone" if phone else "judging")
    page.get_by_role("link", name=TITLE).click()
    walker.look("declare-phone" if phone else "declare")
    page.get_by_label("Không, tôi không có xung đột lợi ích").check()
    walker.press("Tiếp tục")
    page.locator("[data-points]").first.wait_for()
    return walker


def judge_recuses(browser, portal):
    """The fifth judge sees a tie only after opening the dossier, and gives it back."""
    walker = opened(browser, portal, 5)
    page = walker.page
    page.get_by_role("link", name="Xung đột lợi ích?").click()
    page.get_by_label("Người thân").check()
    page.get_by_label("Nói ngắn gọn").fill("Đồng tác giả là em họ của tôi")
    walker.look("recuse")
    walker.press("Khai báo và trả lại hồ sơ")
    assert TITLE not in walker.look().content()


def judges_score(browser, portal):
    """Five judges score; the first on a phone, with autosave."""
    for n in (1, 2, 3, 4, 7):
        phone, walker = n == 1, opened(browser, portal, n)
        page = walker.page
        for place, field in enumerate(page.locator("[data-points]").all()):
            most = int(re.search(r"đến (\d+)", field.get_attribute("aria-label"))[1])
            field.fill(str(most - (n + place) % 2))
        page.wait_for_function("document.querySelector('[data-save-state]').textContent.startsWith('Đã lưu')")
        walker.look("desk-phone" if phone else "desk")
        walker.press("Hoàn tất và sang hồ sơ tiếp")
        assert "Phiếu chấm đã hoàn tất và được khóa" in page.content()


def second_person_releases(browser, portal):
    """Nothing is decided before another organizer has looked at it."""
    portal.command("administrator", "bantochuc2@example.com", "Ban Tổ chức số 2")
    second = Walker(browser, portal.url)
    second.choose_password(portal.mailbox.link_to("bantochuc2@example.com", r"http\S+/reset/\S+"), PASSWORD)
    page = second.go("/manage/editions/1/decision", "decision-waits")
    page.get_by_label("Tôi đã đối chiếu các giải").check()
    second.press("Ban hành quyết định")


def organizer_decides(walker, stranger, browser, portal):
    """Ranking, shortlist, decision; the public sees nothing before it is published."""
    base, page = "/manage/editions/1", walker.page
    walker.go(base, "console")
    walker.go(f"{base}/ranking?category=3", "ranking")
    walker.go(f"{base}/ranking/spread?category=3", "spread")
    walker.go(f"{base}/ranking/advice?category=3", "advice")
    walker.go(f"{base}/ranking/advice/judges?category=3", "judge-profiles")
    page.locator("tbody td a").first.click()
    walker.look("judge-profile")
    walker.go(f"{base}/ranking/advice/again?category=3", "score-again")
    walker.go(f"{base}/scores", "progress")
    walker.go(f"{base}/planner", "planner")
    walker.press("So sánh các phương án")
    walker.look("plans")
    walker.go(f"{base}/feedback")
    walker.go(f"{base}/lists", "lists")
    walker.go(f"{base}/heads", "seals")
    walker.press("Kết thúc chấm điểm và niêm phong phiếu")
    walker.look("sealed")
    # How the council votes is walked by tests of its own; here it agrees with everything, and the lists are there.
    run(portal.environment, "tests.browser.seed_council", "hcmc-2025", "bantochuc@example.com")
    walker.go(f"{base}/lists", "lists-made")
    walker.go(f"{base}/decision")
    page.get_by_label("Số quyết định").fill("01/QĐ-UBND")
    page.get_by_label("Chức danh người ký").fill("Chủ tịch Ủy ban nhân dân Thành phố")
    page.get_by_role("checkbox").check()
    walker.look("decision")
    walker.press("Chuẩn bị quyết định")
    second_person_releases(browser, portal)
    assert stranger.page.goto("/editions/hcmc-2025/results").status == 404
    walker.go(f"{base}/publication", "publication")
    page.locator("#confirm").check()
    walker.press("Công bố kết quả")
    walker.go(f"{base}/audit", "audit")


def citizen_checks(walker, portal):
    """Everything is computed again in the browser, with the network switched off; a changed file is refused."""
    page = walker.go("/editions/hcmc-2025/verify", "verify")
    published = page.request.get("/editions/hcmc-2025/results.json").body()
    forged = published.replace(b'"rank": 1,', b'"rank": 2,', 1)
    button, outcome = page.get_by_role("button", name="Kiểm tra ngay"), page.locator("#outcome li")
    button.wait_for()
    page.context.set_offline(True)
    for content, says in ((published, "✓ Tất cả đều đúng"), (forged, "✗")):
        page.locator("#results").set_input_files(
            {"name": "kept.json", "mimeType": "application/json", "buffer": content}
        )
        button.click()
        outcome.filter(has_text=says).first.wait_for()
    page.context.set_offline(False)
    assert forged != published
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_whole_path_in_vietnamese(browser, live_portal):
    live_portal.begin("hcmc")
    author, organizer, stranger = (Walker(browser, live_portal.url) for _ in range(3))

    number = author_submits(author, live_portal)
    organizer_prepares(organizer, live_portal, number)
    judge_recuses(browser, live_portal)
    seat_judge(organizer, 7, "Viện số 7")
    assign(organizer)
    judges_score(browser, live_portal)
    organizer_decides(organizer, stranger, browser, live_portal)

    page = stranger.go("/editions/hcmc-2025/results", "results")
    assert TITLE in page.content()
    page.get_by_role("link", name=re.compile(TITLE[:20])).first.click()
    stranger.look("winner")
    stranger.go("/", "home-after")
    phone = Walker(browser, live_portal.url, 390, 844)
    phone.go("/", "home-phone")
    citizen_checks(phone, live_portal)
    assert live_portal.mailbox.link_to("tacgia1@example.com", r"http\S+/results")
