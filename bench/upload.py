"""`python -m bench.upload`: one large file through the browser against boto3, a cut half way, memory, and 2 GB."""

import os
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
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from bench.entrants import PASSWORD, Entrant, installation, make_entrants, open_edition
from bench.live import CONDITIONS, Live, live_portal
from bench.recording import write_recording
from portal.attachments import rules
from portal.attachments.models import Attachment, AttachmentState
from portal.core.db import db

SLOT, SLOT_MEGABYTES = "recording", 2000
GIGABYTE, LARGEST, ROUNDS = 1_000_000_000, 1_980_000_000, 3
LEAST_SHARE, MOST_AGAIN = 0.90, 2
PATIENCE = 600_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


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
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{live.url}/sign-in")
        page.locator("[name=email]").fill(entrant.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def send(self, file: Path) -> float:
        """Choose the file; seconds until the portal has it whole."""
        self.page.goto(self.address)
        with self.page.expect_response(lambda one: one.url.endswith("/complete"), timeout=PATIENCE) as answer:
            began = time.perf_counter()
            self.page.locator("#file").set_input_files(file)
        seconds = time.perf_counter() - began
        if answer.value.status != 200:
            raise RuntimeError(f"the portal answered {answer.value.status}")
        return seconds

    def send_half(self, file: Path) -> None:
        """Choose the file, and leave the page when half of it is sent."""
        self.page.goto(self.address)
        self.page.locator("#file").set_input_files(file)
        while self.bytes_sent() < file.stat().st_size / 2:
            self.page.wait_for_timeout(20)
        self.page.goto(self.address)

    def bytes_sent(self) -> int:
        """How many bytes have left for the store since they are counted."""
        return int(self.page.evaluate("window.bytesSent()"))

    def checked(self) -> None:
        """Wait until the page shows the file as checked."""
        self.page.locator("ul.files .digest").first.wait_for(timeout=PATIENCE)

    def remove(self) -> None:
        """Take every file away again."""
        self.page.goto(self.address)
        while (button := self.page.locator("button[formaction$='/remove']")).count():
            button.first.click()
            self.page.wait_for_load_state("load")


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


def send_plainly(live: Live, file: Path, part: int) -> float:
    """Seconds that boto3 takes for the same file, in parts of the same size."""
    client, bucket = plain_client(live), live.environment["PORTAL_S3_BUCKET"]
    began = time.perf_counter()
    client.upload_file(str(file), bucket, "plain", Config=TransferConfig(multipart_chunksize=part))
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
    browser: list[float] = field(default_factory=list)


def main() -> int:
    """Alternate boto3 and the browser, cut an upload half way, send a file of nearly 2 GB."""
    with (
        live_portal() as live,
        installation(live.environment),
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
    ):
        edition = open_edition(slot=SLOT, megabytes=SLOT_MEGABYTES)
        entrant = make_entrants(edition, 1, lacking=SLOT, category="media")[0]
        db.session.rollback()
        launched = playwright.chromium.launch(executable_path=os.environ["PORTAL_TEST_CHROMIUM"], args=ARGUMENTS)
        file = Path(folder) / "Bản ghi tác phẩm.mp4"
        uploader = Uploader(launched.new_page(), live, entrant)
        rounds = alternate(uploader, file)
        again = cut_half_way(uploader, file)
        largest = send_largest(uploader, file)
        launched.close()
    share = median(rounds.plain) / median(rounds.browser)
    print(f"{CONDITIONS}\n\n| measured | value | limit |\n|---|---|---|")
    for name, seconds in (("boto3", rounds.plain), ("the browser", rounds.browser)):
        each = ", ".join(f"{GIGABYTE / one / 1e6:.0f}" for one in seconds)
        print(f"| 1 GB by {name}, MB/s, median (each) | {GIGABYTE / median(seconds) / 1e6:.0f} ({each}) | |")
    print(f"| the browser's share of boto3's throughput | {share:.0%} | ≥ {LEAST_SHARE:.0%} |")
    print(f"| parts sent again after a cut at half | {again:.2f} | < {MOST_AGAIN} |")
    for name, value, limit in largest:
        print(f"| {name} | {value} | {limit} |")
    return 0 if share >= LEAST_SHARE and again < MOST_AGAIN else 1


def alternate(uploader: Uploader, file: Path) -> Seconds:
    """boto3, browser, boto3, browser …; every browser's file is checked and taken away before the next begins."""
    write_recording(file, GIGABYTE)
    seconds = Seconds()
    for _ in range(ROUNDS):
        seconds.plain.append(send_plainly(uploader.live, file, rules.part_size(GIGABYTE)))
        seconds.browser.append(uploader.send(file))
        uploader.checked()
        uploader.remove()
    return seconds


def cut_half_way(uploader: Uploader, file: Path) -> float:
    """Leave the page at half, choose the file again; how many parts more than the file has were sent."""
    uploader.page.add_init_script(COUNT_BYTES)
    uploader.send_half(file)
    uploader.send(file)
    again = uploader.bytes_sent() - GIGABYTE
    uploader.checked()
    uploader.remove()
    return again / rules.part_size(GIGABYTE)


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
    listed = listed and seal in uploader.page.locator("ul.files").first.inner_text()
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
