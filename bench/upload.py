"""`python -m bench.upload`: one large file through the browser against boto3, a cut half way, memory, and 2 GB."""

import re
import sys
import tempfile
import time
from collections import Counter
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
from portal.attachments.models import Attachment, AttachmentState
from portal.core.db import db

SLOT, SLOT_MEGABYTES = "recording", 2000
GIGABYTE, LARGEST, ROUNDS = 1_000_000_000, 1_980_000_000, 3
LEAST_SHARE, MOST_AGAIN, MOST_GROWTH = 0.90, 2, 100_000_000
PATIENCE = 600_000
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]


class Uploader:
    """The upload page in a real Chromium, and what it sent to the store."""

    def __init__(self, page: Page, live: Live, entrant: Entrant):
        self.page, self.live = page, live
        self.address = f"{live.url}/submissions/{entrant.submission_id}/files/{SLOT}"
        self.stored: Counter[int] = Counter()
        page.on("response", self._see)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{live.url}/sign-in")
        page.locator("[name=email]").fill(entrant.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form button").first.click()
        page.wait_for_url(lambda url: "/sign-in" not in url)

    def _see(self, response: Any) -> None:
        number = re.search(r"partNumber=(\d+)", response.url)
        if number and response.request.method == "PUT" and response.status == 200:
            self.stored[int(number[1])] += 1

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

    def send_half(self, file: Path, parts: int) -> None:
        """Choose the file, and leave the page when half of it is stored."""
        self.page.goto(self.address)
        self.stored.clear()
        self.page.locator("#file").set_input_files(file)
        while sum(self.stored.values()) < parts // 2:
            self.page.wait_for_timeout(20)

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
