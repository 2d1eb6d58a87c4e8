"""`python -m bench.upload`: one large file through the browser against boto3, a cut half way, memory, and 2 GB."""

import json
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from sqlalchemy import select

from bench.entrants import PASSWORD, Entrant, installation, make_entrants, open_edition
from bench.live import CONDITIONS, Live, live_portal
from bench.plain_browser import Page, plain_page
from bench.recording import write_recording
from portal.attachments import rules
from portal.attachments.models import Attachment, AttachmentState
from portal.core.db import db

SLOT, SLOT_MEGABYTES = "recording", 2000
GIGABYTE, LARGEST, ROUNDS = 1_000_000_000, 1_980_000_000, 3
LEAST_SHARE, MOST_AGAIN = 0.90, 2

SIGN_IN = """
document.querySelector("[name=email]").value = %s;
document.querySelector("[name=password]").value = %s;
document.querySelector("main form").requestSubmit();
"""
# What the portal answered when it was told that every part is there; 0 while it has not been told.
COMPLETED = """
performance.getEntriesByType("resource").find(
  (one) => one.name.endsWith("/complete") && one.responseEnd
)?.responseStatus ?? 0
"""

# Counts the bytes that leave for the store, over reloads too, also of parts that never arrive whole.
COUNT_BYTES = """
const sent = new Map();
const send = XMLHttpRequest.prototype.send;
XMLHttpRequest.prototype.send = function (body) {
  this.upload.addEventListener("progress", ({ loaded }) => sent.set(this, loaded));
  return send.call(this, body);
};
window.bytesSent = () => Number(localStorage.sent ?? 0) + [...sent.values()].reduce((sum, one) => sum + one, 0);
addEventListener("pagehide", () => localStorage.setItem("sent", window.bytesSent()));
"""


class Uploader:
    """The upload page in a real Chromium."""

    def __init__(self, page: Page, live: Live, entrant: Entrant):
        self.page, self.live = page, live
        self.address = f"{live.url}/submissions/{entrant.submission_id}/files/{SLOT}"
        page.goto(f"{live.url}/sign-in")
        page.evaluate(SIGN_IN % (json.dumps(entrant.email), json.dumps(PASSWORD)))
        page.wait_for("!location.pathname.startsWith('/sign-in') && document.readyState === 'complete'")

    def send(self, file: Path) -> float:
        """Choose the file; seconds until the portal has it whole."""
        self.page.goto(self.address)
        began = time.perf_counter()
        self.page.choose("#file", file)
        self.page.wait_for(f"({COMPLETED.strip()}) > 0")
        seconds = time.perf_counter() - began
        if (status := self.page.evaluate(COMPLETED)) != 200:
            raise RuntimeError(f"the portal answered {status}")
        return seconds

    def send_half(self, file: Path) -> None:
        """Choose the file, and leave the page when half of it is sent."""
        self.page.goto(self.address)
        self.page.choose("#file", file)
        self.page.wait_for(f"window.bytesSent() >= {file.stat().st_size / 2}")
        self.page.goto(self.address)

    def bytes_sent(self) -> int:
        """How many bytes have left for the store since they are counted."""
        return int(self.page.evaluate("window.bytesSent()"))

    def checked(self) -> None:
        """Wait until the page shows the file as checked."""
        self.page.wait_for("document.querySelector('ul.files .digest') !== null")

    def listed(self) -> str:
        """What the page says of its files."""
        return str(self.page.evaluate("document.querySelector('ul.files').innerText"))

    def remove(self) -> None:
        """Take every file away again."""
        button = "document.querySelector(\"button[formaction$='/remove']\")"
        self.page.goto(self.address)
        while self.page.evaluate(f"{button} !== null"):
            # The old page is marked, so that the new one can be told from it.
            self.page.evaluate(f"document.old = true; {button}.click()")
            self.page.wait_for("document.old !== true && document.readyState === 'complete'")


def plain_client(live: Live) -> Any:
    """boto3 as it comes, but for what makes it work with other servers than AWS."""
    return boto3.client(
        "s3",
        endpoint_url=live.environment["PORTAL_S3_ENDPOINT_URL"],
        aws_access_key_id=live.environment["PORTAL_S3_ACCESS_KEY"],
        aws_secret_access_key=live.environment["PORTAL_S3_SECRET_KEY"],
        region_name="us-east-1",
        config=Config(request_checksum_calculation="when_required", max_pool_connections=20),
    )


def send_plainly(live: Live, file: Path, part: int | None = None) -> float:
    """Seconds that boto3 takes for the same file, in parts of that size, or as it does by itself."""
    client, bucket = plain_client(live), live.environment["PORTAL_S3_BUCKET"]
    parts = TransferConfig() if part is None else TransferConfig(multipart_chunksize=part)
    began = time.perf_counter()
    client.upload_file(str(file), bucket, "plain", Config=parts)
    seconds = time.perf_counter() - began
    client.delete_object(Bucket=bucket, Key="plain")
    return seconds


def newest() -> Attachment:
    """The file that was uploaded last."""
    db.session.rollback()
    return db.session.scalars(select(Attachment).order_by(Attachment.id.desc())).first()


@dataclass
class Seconds:
    """What each round took."""

    plain: list[float] = field(default_factory=list)
    alike: list[float] = field(default_factory=list)
    """boto3 with parts of the size the portal chooses."""
    browser: list[float] = field(default_factory=list)


def main() -> int:
    """Alternate boto3 and the browser, cut an upload half way, send a file of nearly 2 GB."""
    with (
        live_portal() as live,
        installation(live.environment),
        tempfile.TemporaryDirectory() as folder,
        plain_page() as page,
    ):
        edition = open_edition(slot=SLOT, megabytes=SLOT_MEGABYTES)
        entrant = make_entrants(edition, 1, lacking=SLOT, category="media")[0]
        db.session.rollback()
        file = Path(folder) / "Bản ghi tác phẩm.mp4"
        uploader = Uploader(page, live, entrant)
        rounds = alternate(uploader, file)
        again = cut_half_way(uploader, file)
        largest = send_largest(uploader, file)
    share = min(median(rounds.plain), median(rounds.alike)) / median(rounds.browser)
    print(f"{CONDITIONS}\n\n| measured | value | limit |\n|---|---|---|")
    part = f"boto3 in parts of {rules.part_size(GIGABYTE) >> 20} MiB"
    for name, seconds in (("boto3", rounds.plain), (part, rounds.alike), ("the browser", rounds.browser)):
        each = ", ".join(f"{GIGABYTE / one / 1e6:.0f}" for one in seconds)
        print(f"| 1 GB by {name}, MB/s, median (each) | {GIGABYTE / median(seconds) / 1e6:.0f} ({each}) | |")
    print(f"| the browser's share of the faster boto3's throughput | {share:.0%} | ≥ {LEAST_SHARE:.0%} |")
    print(f"| parts sent again after a cut at half | {again:.2f} | < {MOST_AGAIN} |")
    for name, value, limit in largest:
        print(f"| {name} | {value} | {limit} |")
    return 0 if share >= LEAST_SHARE and again < MOST_AGAIN else 1


def alternate(uploader: Uploader, file: Path) -> Seconds:
    """boto3, browser, boto3, browser …; every browser's file is checked and taken away before the next begins."""
    write_recording(file, GIGABYTE)
    seconds = Seconds()
    for _ in range(ROUNDS):
        seconds.plain.append(send_plainly(uploader.live, file))
        seconds.alike.append(send_plainly(uploader.live, file, rules.part_size(GIGABYTE)))
        seconds.browser.append(uploader.send(file))
        uploader.checked()
        uploader.remove()
    return seconds


def cut_half_way(uploader: Uploader, file: Path) -> float:
    """Leave the page at half, choose the file again; how many parts more than the file has were sent."""
    uploader.page.run_on_every_page(COUNT_BYTES)
    uploader.send_half(file)
    uploader.send(file)
    again = uploader.bytes_sent() - GIGABYTE
    uploader.checked()
    uploader.remove()
    # What arrived a moment before it was counted is not sent again.
    return max(0, again) / rules.part_size(GIGABYTE)


def send_largest(uploader: Uploader, file: Path) -> list[tuple[str, str, str]]:
    """A file just below the slot's limit: time, memory of the web server, and what the portal then knows of it."""
    seal = write_recording(file, LARGEST)
    before = uploader.live.web_memory()
    seconds = uploader.send(file)
    after = uploader.live.web_memory()
    began = time.perf_counter()
    uploader.checked()
    checked, found = time.perf_counter() - began, newest()
    listed = (found.state, found.size, found.sha256) == (AttachmentState.READY, LARGEST, seal)
    listed = listed and seal in uploader.listed()
    growth = after - before
    uploader.remove()
    return [
        (f"{LARGEST / 1e9:.2f} GB by the browser", f"{seconds:.1f} s, {LARGEST / seconds / 1e6:.0f} MB/s", "finishes"),
        ("hashed and looked into after another", f"{checked:.1f} s", ""),
        ("listed with its size and SHA-256", "yes" if listed else "NO", "yes"),
        ("what the scanner said", found.scan_state.value, "never clean unread"),
        (
            "memory of the web server before, growth",
            f"{before / 1e6:.0f} MB, {growth / 1e6:+.1f} MB",
            "not with the file",
        ),
    ]


if __name__ == "__main__":
    sys.exit(main())
