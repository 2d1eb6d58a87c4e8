"""`python -m bench.crowd`: a crowd that uploads and submits within a minute; a process of its own that ends by itself.

It reads its orders as JSON from standard input and writes every request it made to standard output.
"""

import json
import random
import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests

SPREAD_SECONDS = 60.0
PATIENCE_SECONDS = 240.0
SHORTEST_PAUSE, LONGEST_PAUSE, GROWTH = 0.5, 5.0, 1.5
"""How the upload page asks whether its file is checked (portal/static/js/uploader.js)."""


MARK = b"PERSON-000000"


def personal(content: bytes, number: int) -> bytes:
    """The same file with another number inside."""
    return content.replace(MARK, f"PERSON-{number:06d}".encode(), 1)


class Person:
    """One author with a session of her own, from an address of her own."""

    def __init__(self, url: str, number: int, order: dict[str, Any], seen: list[list[Any]]):
        self.url, self.number, self.order, self.seen = url, number, order, seen
        self.session = requests.Session()
        # As through a proxy in front: an address for each, and a connection to the portal for each request.
        self.session.headers["X-Forwarded-For"] = f"10.0.{number // 250}.{number % 250 + 1}"
        self.session.headers["Connection"] = "close"

    def _ask(self, kind: str, method: str, address: str, **sent: Any) -> requests.Response:
        began = time.perf_counter()
        whole = address if address.startswith("http") else self.url + address
        answer = self.session.request(method, whole, timeout=120, allow_redirects=False, **sent)
        self.seen.append([kind, time.perf_counter() - began, answer.status_code])
        return answer

    def _token(self, kind: str, address: str) -> str:
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self._ask(kind, "GET", address).text)
        if found is None:
            raise RuntimeError(f"no form at {address}")
        return found[1]

    def sign_in(self, password: str) -> None:
        """Open a session, before anything is measured."""
        form = {"email": self.order["email"], "password": password}
        answer = self._ask("sign in", "POST", "/sign-in", data={**form, "csrf_token": self._token("", "/sign-in")})
        if answer.status_code != 302:
            raise RuntimeError(f"{self.order['email']} cannot sign in")

    def hand_in(self, slot: str, content: bytes) -> None:
        """Upload the missing file by its parts, wait until it is checked, and submit."""
        home = f"/submissions/{self.order['submission_id']}"
        self.session.headers["X-CSRFToken"] = self._token("other pages", f"{home}/files/{slot}")
        about = {"filename": f"Mô tả {self.number}.pdf", "size": len(content), "content_type": "application/pdf"}
        plan = self._ask("begin upload", "POST", f"{home}/files/{slot}/uploads", json=about).json()
        for part in plan["parts"]:
            begin = (part["number"] - 1) * plan["part_size"]
            piece = content[begin : begin + plan["part_size"]]
            self._ask("part to the store", "PUT", part["url"], data=piece).raise_for_status()
        self._ask("complete upload", "POST", plan["complete_url"], json={}).raise_for_status()
        self._wait(plan["status_url"])
        token = self._token("check page", f"{home}/check")
        answer = self._ask("submit", "POST", f"{home}/submit", data={"csrf_token": token, "truthful": "y"})
        if answer.status_code != 302:
            reasons = " ".join(re.findall(r'class="error"[^>]*>([^<]+)', answer.text))
            raise RuntimeError(f"{home} was answered {answer.status_code} {reasons}")
        self._ask("receipt", "GET", answer.headers["Location"]).raise_for_status()

    def _wait(self, address: str) -> None:
        began, pause = time.perf_counter(), SHORTEST_PAUSE
        while self._ask("state of a file", "GET", address).json()["state"] == "verifying":
            if time.perf_counter() - began > PATIENCE_SECONDS:
                raise RuntimeError("the file was never checked")
            time.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * GROWTH)
        self.seen.append(["wait until checked", time.perf_counter() - began, 0])


def main() -> int:
    """Sign everybody in, then let each come at a moment of the minute."""
    orders = json.load(sys.stdin)
    seen: list[list[Any]] = []
    failures: list[str] = []
    content = Path(orders["file"]).read_bytes()
    people = [Person(orders["url"], number, order, seen) for number, order in enumerate(orders["people"])]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda person: person.sign_in(orders["password"]), people))
    del seen[:]
    chance, began = random.Random(orders["seed"]), time.monotonic()

    def come(person: Person, moment: float) -> None:
        time.sleep(max(0.0, began + moment - time.monotonic()))
        try:
            # Each file is another one, as its SHA-256 shows.
            person.hand_in(orders["slot"], personal(content, person.number))
        except Exception as error:
            failures.append(f"{type(error).__name__}: {error}")

    threads = [threading.Thread(target=come, args=(one, chance.uniform(0, SPREAD_SECONDS))) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SPREAD_SECONDS + 2 * PATIENCE_SECONDS)
    json.dump({"seen": seen, "failures": failures, "seconds": time.monotonic() - began}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
