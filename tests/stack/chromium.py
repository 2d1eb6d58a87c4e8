"""The browser of the tests: nothing to start, it only has to be there."""

from tests.stack.server import Server, need


class Chromium(Server):
    """Debian's Chromium; the tests drive it through Playwright."""

    name = "Chromium"

    def start(self) -> dict[str, str]:
        return {"PORTAL_TEST_CHROMIUM": need("chromium")}
