"""`python -m bench.storm`: 300 people upload 5 MB and submit within a minute; then the database says what it has."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from statistics import median
from typing import Any

from pypdf import PdfWriter
from sqlalchemy import select

from bench.crowd import MARK, personal
from bench.entrants import PASSWORD, Entrant, installation, make_entrants, open_edition
from bench.live import CONDITIONS, Live, live_portal
from portal.attachments.models import Attachment, AttachmentState
from portal.audit.service import verify_chain
from portal.core.db import db
from portal.submissions.models import Submission, SubmissionStatus, SubmissionVersion

PEOPLE, BYTES, SLOT, LIMIT_SECONDS = 300, 5_000_000, "description", 1.0


def main() -> int:
    """Prepare, let them come, count."""
    with live_portal() as live, installation(live.environment), tempfile.TemporaryDirectory() as folder:
        entrants = make_entrants(open_edition(), PEOPLE, lacking=SLOT)
        wait_until_checked()
        file = Path(folder) / "description.pdf"
        file.write_bytes(five_megabytes())
        told = _storm(live, entrants, file)
        after = wait_until_checked()
        held = promises(file.read_bytes())
    return report(told, held, after)


def five_megabytes() -> bytes:
    """A PDF of the right size: one page, and bytes that nothing can compress attached to it."""
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.add_attachment("data.bin", MARK + os.urandom(BYTES - 1500))
    writer.write(buffer)
    return buffer.getvalue()


def _storm(live: Live, entrants: list[Entrant], file: Path) -> dict[str, Any]:
    people = [asdict(one) for one in entrants]
    orders = {"url": live.url, "people": people, "password": PASSWORD, "slot": SLOT, "file": str(file), "seed": 7}
    done = subprocess.run(
        [sys.executable, "-m", "bench.crowd"], input=json.dumps(orders), stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def wait_until_checked() -> float:
    """Seconds until no file waits to be checked."""
    began = time.monotonic()
    while db.session.scalar(select(Attachment.id).where(Attachment.state == AttachmentState.VERIFYING).limit(1)):
        db.session.rollback()
        time.sleep(0.2)
    db.session.rollback()
    return time.monotonic() - began


def promises(content: bytes) -> dict[str, bool]:
    """What must hold in the database afterwards."""
    sent = {hashlib.sha256(personal(content, number)).hexdigest() for number in range(PEOPLE)}
    submissions = list(db.session.scalars(select(Submission).where(Submission.status == SubmissionStatus.SUBMITTED)))
    versions = list(db.session.scalars(select(SubmissionVersion)))
    sealed = [one["sha256"] for version in versions for one in version.content["files"] if one["slot"] == SLOT]
    return {
        "none lost": len(submissions) == PEOPLE,
        "none twice": len(versions) == PEOPLE and max(Counter(one.submission_id for one in versions).values()) == 1,
        "all numbers distinct": len({one.number for one in submissions}) == PEOPLE,
        "every version holds the SHA-256 of the file that was sent": len(sealed) == PEOPLE and set(sealed) == sent,
        "the audit chain holds": verify_chain() is None,
    }


def report(told: dict[str, Any], held: dict[str, bool], after: float) -> int:
    """The table, and whether everything held."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for kind, seconds, _status in told["seen"]:
        kinds[kind].append(seconds)
    print(CONDITIONS)
    print("| request | count | p50 (s) | p99 (s) | longest (s) |\n|---|---|---|---|---|")
    for kind, seconds in sorted(kinds.items(), key=lambda pair: -ninety_ninth(pair[1])):
        print(f"| {kind} | {len(seconds)} | {median(seconds):.3f} | {ninety_ninth(seconds):.3f} | {max(seconds):.3f} |")
    print(f"| every file checked, after the last submission | | | | {after:.1f} |")
    for name, holds in held.items():
        print(f"{'holds' if holds else 'FAILS'}: {name}")
    for failure, times in Counter(told["failures"]).most_common(5):
        print(f"FAILED {times} times: {failure}")
    answers = Counter(status for _kind, _seconds, status in told["seen"] if status >= 400)
    print(f"answers of 400 and above: {dict(answers) or 'none'}; the whole storm took {told['seconds']:.1f} s")
    fine = all(held.values()) and not told["failures"] and ninety_ninth(kinds["submit"]) < LIMIT_SECONDS
    return 0 if fine else 1


def ninety_ninth(seconds: list[float]) -> float:
    """The value that 99 of 100 do not exceed."""
    return sorted(seconds)[max(0, -(-len(seconds) * 99 // 100) - 1)] if seconds else 0.0


if __name__ == "__main__":
    sys.exit(main())
