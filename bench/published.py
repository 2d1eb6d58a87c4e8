"""`python -m bench.published`: releasing 10,000 works, the ranking page before it, and a crowd at the results after it.

The crowd comes through nginx with the cache of deploy/nginx.conf.example, driven by wrk; Debian has both.
"""

import getpass
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median

import requests
from sqlalchemy import select, text, update

from bench.entrants import PASSWORD, installation, make_entrants, open_edition
from bench.judging import add_rows, judged_edition
from bench.live import CONDITIONS, ROOT, Live, live_portal
from bench.storm import wait_until_checked
from portal.accounts import service as accounts
from portal.accounts.models import Role, RoleGrant, User
from portal.accounts.passwords import hash_password
from portal.assignments.models import Assignment
from portal.awards.models import Edition
from portal.core import clock
from portal.core.db import db
from portal.decisions.queries import basis_of_decision
from portal.decisions.release import prepare, release
from portal.jobs.models import Job, JobState
from portal.publication import checking, schedule
from portal.rehearsal import council
from portal.scoring.models import Score, Scoresheet, ScoresheetState
from portal.screening import service as screening
from portal.submissions import service as submissions
from portal.submissions.models import Submission
from portal.transparency import service as transparency
from portal.transparency.models import HeadKind
from tests.stack.server import free_port

SIZES, SHEETS, JUDGES, WINNERS = (1_000, 9_000), 5, 200, 70
SECONDS, CONNECTIONS = 6, 64


def main() -> int:
    """Measure the ranking at both sizes, the release, and the crowd; the status says whether all limits are kept."""
    with live_portal() as live, installation(live.environment):
        pattern = _pattern()
        # Others than the authors: from them their own works are hidden.
        edition, organizer, second = pattern.edition, _organizer("first"), _organizer("second")
        ranking = []
        for already, more in zip((0, SIZES[0]), SIZES, strict=True):
            judged_edition(pattern, submissions=more, judges=JUDGES, sheets=SHEETS, first=already)
            _score_all(edition)
            ranking.append((already + more, _ranking(live, pattern, organizer)))
        published = _release(edition, organizer, second)
        print(ranking, published, file=sys.stderr, flush=True)
        crowd = _crowd(live, edition)
    return _report(ranking, published, crowd)


def _pattern() -> Submission:
    [entrant] = make_entrants(open_edition(), 1, lacking="")
    wait_until_checked()
    pattern = db.session.get_one(Submission, entrant.submission_id)
    submissions.submit(pattern, actor=pattern.owner)
    screening.accept(pattern, reason="For measuring", actor=pattern.owner)
    return pattern


def _score_all(edition: Edition) -> None:
    """Finish a sheet for every assignment without one."""
    chance, now = random.Random(7), clock.now()
    open_ones = select(Assignment.id, Submission.category_id).join(Submission).where(
        Submission.edition_id == edition.id, Assignment.id.not_in(select(Scoresheet.assignment_id))
    )  # fmt: skip
    rows = db.session.execute(open_ones).all()
    criteria = {one.id: one.criteria for one in edition.categories}
    sheet = {
        "state": ScoresheetState.FINISHED, "comment_for_author": "", "private_note": "", "revision": 1,
        "started_at": now, "saved_at": now, "finished_at": now,
    }  # fmt: skip
    sheets = add_rows(Scoresheet, [{**sheet, "assignment_id": row.id} for row in rows])
    add_rows(
        Score,
        [
            {"scoresheet_id": one, "criterion_id": criterion.id, "comment": "",
             "points": Decimal(int(criterion.max_points * chance.randint(60, 100) / 100))}
            for one, row in zip(sheets, rows, strict=True)
            for criterion in criteria[row.category_id]
        ],
    )  # fmt: skip
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))


def _ranking(live: Live, pattern: Submission, organizer: User) -> list[float]:
    """Milliseconds of the ranking page from the browser's side, warm, one after another."""
    session = requests.Session()
    form = session.get(f"{live.url}/sign-in").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)[1]  # type: ignore[index]
    answer = session.post(
        f"{live.url}/sign-in", {"email": organizer.email, "password": PASSWORD, "csrf_token": token},
        allow_redirects=False,
    )  # fmt: skip
    if answer.status_code != 302:
        raise RuntimeError("the organizer cannot sign in")
    times, page_of_works = [], f"/manage/editions/{pattern.edition_id}/ranking?category={pattern.category_id}"
    for _ in range(12):
        began = time.perf_counter()
        page = session.get(live.url + page_of_works)
        times.append(1000 * (time.perf_counter() - began))
        if page.status_code != 200 or "BENCH-" not in page.text:
            raise RuntimeError("the page lists no work")
    return times


def _release(edition: Edition, organizer: User, second: User) -> dict[str, float]:
    # As the award runs: the rule before it opens, the sheets when scoring closes.
    transparency.seal(edition, HeadKind.RULE, actor=organizer)
    began = time.perf_counter()
    transparency.seal(edition, HeadKind.SHEETS, actor=organizer)
    sealing = time.perf_counter() - began
    council.make_lists(edition, domain="bench.example", actor=organizer)
    basis = basis_of_decision(edition)
    if basis is None:
        raise RuntimeError("the preset makes no list")
    entries = basis.entries
    lowest = edition.prizes[-1].code
    winners = {entry.submission_id: lowest for entry in entries[:WINNERS]}
    reasons = {category.id: "For measuring" for category in edition.categories}
    proposal = prepare(
        edition, prizes=winners, cap_reasons=reasons, reference="1", signatory="x", decided_on=clock.now().date(),
        actor=organizer,
    )  # fmt: skip
    decision = release(proposal, actor=second)
    listed, at = len(entries), clock.now() + timedelta(days=1)
    began = time.perf_counter()
    checking.work(decision.id)
    checked = time.perf_counter() - began
    began = time.perf_counter()
    schedule.plan(decision, at=at, actor=organizer)
    planning = time.perf_counter() - began
    db.session.expire_all()
    began = time.perf_counter()
    if schedule.release_due(at) != 1:
        raise RuntimeError("the release did not go out")
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "listed": listed, "sealing": sealing, "checked": checked, "planning": planning}


def _organizer(name: str) -> User:
    person = accounts.find_or_invite(email=f"{name}@bench.example", name=f"Người {name}", actor=None, tell=False)
    person.password_hash, person.verified_at = hash_password(PASSWORD), clock.now()
    person.grants.append(RoleGrant(role=Role.ADMINISTRATOR, granted_at=clock.now()))
    db.session.commit()
    return person


@contextmanager
def _proxy(live: Live) -> Iterator[str]:
    """The nginx of deploy/ without TLS, its cache in a folder of its own."""
    port, example = free_port(), (ROOT / "deploy" / "nginx.conf.example").read_text()
    server = example[: example.rindex("server {")]
    server = re.sub(r"listen 443 ssl;|http2 on;|ssl_certificate.*;", "", server)
    server = server.replace("server_name", f"listen 127.0.0.1:{port};\n    server_name")
    server = server.replace("127.0.0.1:8000", live.url.removeprefix("http://"))
    with tempfile.TemporaryDirectory(prefix="nginx-") as folder:
        server = server.replace("/var/cache/nginx/portal", f"{folder}/cache")
        main = (
            f"user {getpass.getuser()}; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; daemon off;"
        )
        whole = f"{main}\nevents {{ worker_connections 1024; }}\nhttp {{\naccess_log off;\n{server}\n}}\n"
        Path(folder, "nginx.conf").write_text(whole)
        nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/bin") or sys.exit("nginx is missing")
        process = subprocess.Popen([nginx, "-p", folder, "-c", f"{folder}/nginx.conf", "-e", f"{folder}/error.log"])
        try:
            time.sleep(1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _crowd(live: Live, edition: Edition) -> dict[str, float]:
    page = f"/editions/{edition.slug}/results"
    # The letters are no part of the crowd: those still to be written are taken off the queue.
    db.session.execute(update(Job).where(Job.state == JobState.QUEUED).values(state=JobState.DONE))
    db.session.commit()
    with _proxy(live) as url:
        began = time.perf_counter()
        requests.get(f"{live.url}{page}").raise_for_status()
        cold = time.perf_counter() - began
        answer = requests.get(f"{url}{page}")
        answer.raise_for_status()
        return {
            "cold, the first reader (ms)": 1000 * cold,
            "portal alone, whole pages": _requests_a_second(f"{live.url}{page}"),
            "portal alone, nothing changed": _requests_a_second(f"{live.url}{page}", answer.headers["ETag"]),
            "through the proxy, asked every time": _requests_a_second(f"{url}{page}"),
        }


def _requests_a_second(url: str, etag: str = "") -> float:
    known = ["-H", f"If-None-Match: {etag}"] if etag else []
    command = ["wrk", "-t", "1", "-c", str(CONNECTIONS), "-d", f"{SECONDS}s", *known, url]
    told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    if "Non-2xx" in told and not etag:
        raise RuntimeError(told)
    return float(re.search(r"Requests/sec:\s*([\d.]+)", told)[1])  # type: ignore[index]


def _report(ranking: list[tuple[int, list[float]]], published: dict[str, float], crowd: dict[str, float]) -> int:
    print(CONDITIONS)
    print("| measured | value | limit |\n|---|---|---|")
    for size, times in ranking:
        print(f"| ranking page, {size:,} works in one category, p50 (ms) | {median(times):.1f} | ≤ 60 |")
    print(f"| sealing {sum(SIZES) * SHEETS:,} sheets when scoring closes (s) | {published['sealing']:.2f} | |")
    print(f"| checking the results in the background (s) | {published['checked']:.2f} | |")
    print(f"| planning the release of checked results (s) | {published['planning']:.2f} | |")
    works, seconds = f"{sum(SIZES):,} works, {published['listed']:,} listed", published["seconds"]
    print(f"| publication of {works}, at its moment (s) | {seconds:.2f} | ≤ 5 |")
    for name, value in crowd.items():
        limit = "≥ 1,000" if name.startswith("through") else ""
        print(f"| results page: {name} | {value:,.0f} | {limit} |")
    fine = published["seconds"] <= 5 and all(median(times) <= 60 for _works, times in ranking)
    return 0 if fine and crowd["through the proxy, asked every time"] >= 1_000 else 1


if __name__ == "__main__":
    sys.exit(main())
