"""`python -m bench.desk_crowd`: judges at their desks; a process of its own, orders from standard input as JSON."""

import json
import random
import re
import sys
import threading
import time
from collections import defaultdict
from typing import Any

import requests


class JudgeAtDesk:
    """A judge with a session, from an address of their own."""

    def __init__(self, url: str, number: int, seen: dict[str, list[list[float]]], errors: list[str]):
        self.url, self.seen, self.errors = url, seen, errors
        self.session = requests.Session()
        self.session.headers["X-Forwarded-For"] = f"10.1.{number // 250}.{number % 250 + 1}"
        self.path, self.token, self.revision = "", "", "0"
        self.sheets: dict[str, dict[str, str]] = defaultdict(dict)

    def ask(self, kind: str, method: str, path: str, **sent: Any) -> requests.Response:
        """One request: milliseconds until its whole answer is here, of them the server's, and its processor's."""
        began = time.perf_counter()
        answer = self.session.request(method, self.url + path, timeout=60, **sent)
        passed = 1000 * (time.perf_counter() - began)
        self.seen[kind].append([passed, *map(float, re.findall(r"dur=([\d.]+)", answer.headers["Server-Timing"]))])
        if answer.status_code != 200:
            self.errors.append(f"{answer.status_code} {method} {path}")
        return answer

    def sign_in(self, email: str, password: str) -> None:
        """Open a session and the first dossier."""
        form = {"email": email, "password": password, "csrf_token": self._token(self.ask("", "GET", "/sign-in").text)}
        self.ask("", "POST", "/sign-in", data=form)
        self.open(self.ask("list of own work", "GET", "/judging").text)

    def open(self, listed: str) -> None:
        """A dossier of the list, with what this judge has written on its sheet."""
        self.path = random.choice(re.findall(r'href="(/judging/\d+)"', listed))
        page = self.ask("opening a dossier", "GET", self.path).text
        self.token = self._token(page)
        for name in re.findall(r'name="((?:points|comment)-\d+)"', page):
            self.sheets[self.path].setdefault(name, "")
        self.revision = re.findall(r'name="revision" value="(\d+)"', page)[0]

    def criteria(self) -> list[str]:
        """The fields for points of the open sheet."""
        return [name for name in self.sheets[self.path] if name.startswith("points")]

    def save(self, criterion: str) -> None:
        """What the page sends half a second after points were typed: the whole sheet, with one value changed."""
        sheet = self.sheets[self.path]
        sheet[criterion] = str((int(sheet[criterion] or 0) + random.randint(1, 9)) % 11)
        form = {**sheet, "comment_for_author": "", "private_note": ""}
        form |= {"csrf_token": self.token, "revision": self.revision}
        headers = {"X-Requested-With": "autosave", "Accept": "application/json"}
        kind = "the first save of a sheet" if self.revision == "0" else "a save"
        answer = self.ask(kind, "POST", self.path, data=form, headers=headers)
        if answer.status_code == 200:
            self.revision = str(answer.json()["revision"])

    @staticmethod
    def _token(page: str) -> str:
        return re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]


def main() -> int:
    """Do as told: either one person in rounds, or everybody for some seconds."""
    orders = json.load(sys.stdin)
    seen: dict[str, list[list[float]]] = defaultdict(list)
    errors: list[str] = []
    people = [JudgeAtDesk(orders["url"], n, seen, errors) for n in range(len(orders["people"]))]
    for person, email in zip(people, orders["people"], strict=True):
        person.sign_in(email, orders["password"])
    for _round in range(orders.get("rounds", 0)):
        people[0].open(people[0].ask("list of own work", "GET", "/judging").text)
        for criterion in people[0].criteria():
            people[0].save(criterion)
    if orders.get("seconds"):
        _all_at_once(people, orders["seconds"])
    json.dump({"seen": seen, "errors": len(errors), "which": errors[:5]}, sys.stdout)
    return 0


def _all_at_once(people: list[JudgeAtDesk], seconds: float) -> None:
    until = time.monotonic() + seconds

    def work(person: JudgeAtDesk) -> None:
        time.sleep(random.uniform(0, 2))
        following = time.monotonic()
        while following < until:
            person.save(random.choice(person.criteria()))
            following += 2
            time.sleep(max(0.0, following - time.monotonic()))

    threads = [threading.Thread(target=work, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    sys.exit(main())
