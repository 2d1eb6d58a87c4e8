"""What a browser would send from a form on a page that nobody has touched."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Collects the controls of the first form that has a certain attribute, as name and value pairs."""

    def __init__(self, attribute: str) -> None:
        super().__init__()
        self.sent: list[tuple[str, str]] = []
        self._attribute, self._inside, self._done = attribute, False, False
        self._area: list[str] = []
        self._select: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        name, value = values.get("name") or "", values.get("value") or ""
        if tag == "form" and not self._done:
            self._inside = self._attribute in values
        if not self._inside or self._done:
            return
        ticked = values.get("type") not in ("radio", "checkbox") or "checked" in values
        if tag == "input" and name and ticked:
            self.sent.append((name, value))
        elif tag == "textarea":
            self._area = [name, ""]
        elif tag == "select":
            self._select = [name, None]
        elif tag == "option" and self._select and (self._select[1] is None or "selected" in values):
            self._select[1] = value

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area[1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            # A browser drops one line break at the beginning of a text box.
            self.sent.append((self._area[0], self._area[1].removeprefix("\n")))
            self._area = []
        elif tag == "select" and self._select:
            self.sent.append((str(self._select[0]), self._select[1] or ""))
            self._select = []
        elif tag == "form" and self._inside:
            self._done = True


def sent_by(html: str, attribute: str = "data-target") -> dict[str, list[str]]:
    """The values by name, in their order."""
    reader = FormReader(attribute)
    reader.feed(html)
    found: dict[str, list[str]] = {}
    for name, value in reader.sent:
        found.setdefault(name, []).append(value)
    return found
