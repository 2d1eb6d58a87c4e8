"""`python -m bench.desk`: a judge's desk at 10,000 works and 500 judges, and 300 judges who save every two seconds."""

import json
import subprocess
import sys
from statistics import median
from typing import Any

from bench.entrants import PASSWORD, installation, make_entrants, open_edition
from bench.judging import judged_edition
from bench.live import CONDITIONS, live_portal
from bench.storm import ninety_ninth, wait_until_checked
from portal.core.db import db
from portal.screening import service as screening
from portal.submissions import service as submissions
from portal.submissions.models import Submission

SUBMISSIONS, JUDGES, SHEETS = 10_000, 500, 3
SAVING, SECONDS = 300, 30
LIMITS = {"list of own work": 15, "opening a dossier": 30, "the first save of a sheet": None, "a save": 10}


def main() -> int:
    """Make the edition, ask one after another, then all at once."""
    with live_portal("bench.timed:app") as live, installation(live.environment):
        [entrant] = make_entrants(open_edition(), 1, lacking="")
        wait_until_checked()
        pattern = db.session.get_one(Submission, entrant.submission_id)
        submissions.submit(pattern, actor=pattern.owner)
        screening.accept(pattern, reason="For measuring", actor=pattern.owner)
        emails = judged_edition(pattern, submissions=SUBMISSIONS, judges=JUDGES, sheets=SHEETS)
        orders = {"url": live.url, "password": PASSWORD}
        alone = _ask({**orders, "people": emails[:1], "rounds": 40})
        crowd = _ask({**orders, "people": emails[:SAVING], "seconds": SECONDS})
    return report(alone, crowd)


def _ask(orders: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.desk_crowd"],
        input=json.dumps(orders),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def report(alone: dict[str, Any], crowd: dict[str, Any]) -> int:
    """The tables, and whether the limits are kept."""
    print(CONDITIONS)
    columns = ("server p50 (ms)", "server p99", "its processor p50", "client p50", "client p99", "limit of the server")
    print(f"| one judge after another | {' | '.join(columns)} |\n|---|{'---|' * len(columns)}")
    fine = True
    for name, limit in LIMITS.items():
        client, server, processor = (list(one) for one in zip(*alone["seen"][name], strict=True))
        fine &= limit is None or median(server) <= limit
        told = (median(server), ninety_ninth(server), median(processor), median(client), ninety_ninth(client))
        print(f"| {name} | {' | '.join(f'{one:.1f}' for one in told)} | {f'≤ {limit}' if limit else ''} |")
    saves = [one[0] for kind in ("the first save of a sheet", "a save") for one in crowd["seen"].get(kind, ())]
    print(f"\n| {SAVING} judges, a save every 2 s, {SECONDS} s | value |\n|---|---|")
    print(f"| saves | {len(saves)} |\n| errors | {crowd['errors']} |")
    for name, value in (("p50", median(saves)), ("p99", ninety_ninth(saves)), ("longest", max(saves))):
        print(f"| {name} (ms) | {value:.0f} |")
    return 0 if fine and not alone["errors"] and not crowd["errors"] else 1


if __name__ == "__main__":
    sys.exit(main())
