"""A person at a browser: goes to pages, lets axe-core look at each, and keeps pictures of them."""

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = ROOT / "docs" / "screenshots"
KEEP = bool(os.environ.get("PORTAL_KEEP_SCREENSHOTS"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Every rule is tried all the same: what is left out is a description of each element that passes, most of the time.
LOOK = """async (tags) => (await axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']}))
    .violations.map((one) => [one.id, one.nodes.map((node) => node.target)])"""


class Walker:
    """One signed-in (or anonymous) person with a window of a given width, reading Vietnamese."""

    def __init__(self, browser: Browser, base_url: str, width: int = 1280, height: int = 900):
        # Playwright injects axe-core itself, which the page's own policy would rightly refuse.
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", base_url=base_url, bypass_csp=True
        )
        self.page: Page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str, picture: str = "") -> Page:
        """Open a page, check it, and keep a picture under a name."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, (path, answer.status)
        return self.look(picture)

    def look(self, picture: str = "") -> Page:
        """Let axe-core look at the page as it is now."""
        self.page.wait_for_load_state("load")
        found = self.axe()
        assert found == [], f"{self.page.url}: {found}"
        assert self.errors == []
        if picture and KEEP:
            PICTURES.mkdir(parents=True, exist_ok=True)
            self.page.evaluate("scrollTo(0, 0)")
            self.page.screenshot(path=PICTURES / f"{picture}.jpg", type="jpeg", quality=72)
        return self.page

    def axe(self) -> list[str]:
        """What axe-core finds wrong, as `rule: elements`."""
        self.page.evaluate(AXE.read_text())
        found: Any = self.page.evaluate(LOOK, TAGS)
        return [f"{rule}: {elements[:4]}" for rule, elements in found]

    def press(self, text: str) -> None:
        """Press the button with this text and wait for what follows."""
        self.page.evaluate("window.leaving = true")
        self.page.get_by_role("button", name=text, exact=True).first.click()
        # A form that is just saving itself sends what was pressed afterwards: wait until this page is gone.
        self.page.wait_for_function("!window.leaving && document.readyState === 'complete'")

    def choose_password(self, link: str, password: str) -> None:
        """Follow an invitation and set a password, which signs in."""
        self.page.goto(link)
        self.page.get_by_label("Mật khẩu mới").fill(password)
        self.press("Đặt mật khẩu")
