"""The receipt as a PDF."""

import json
from datetime import date, datetime
from typing import Any

import segno
from flask_babel import gettext as _

from portal.adapters.pdf_writer import render_pdf
from portal.core.i18n import localized
from portal.core.templating import filter_datetime, filter_filesize
from portal.core.urls import external_url
from portal.submissions.asked import slot_names
from portal.submissions.models import Submission, SubmissionVersion


def receipt_pdf(submission: Submission, version: SubmissionVersion) -> bytes:
    """The receipt of one version: number, time, authors, and every file with size and SHA-256."""
    edition, content = submission.edition, version.content
    slots = slot_names(submission, content)
    address = external_url("receipts.verify", number=submission.number, version=version.number, digest=version.digest)
    return render_pdf(
        "receipt",
        {
            "labels": _labels(paper="intake" in content),
            "award": localized(edition.award.name),
            "edition": localized(edition.name),
            "number": submission.number,
            "version": str(version.number),
            "category": localized(submission.category.name) if submission.category else "",
            "note": intake_sentence(content, edition.time_zone),
            "title": content["title"],
            "organisation": content["organisation"],
            "submitted_at": filter_datetime(version.submitted_at, edition.time_zone),
            "authors": [_author(author) for author in content["authors"]],
            "files": [
                {
                    "slot": slots.get(file["slot"], file["slot"]),
                    "name": file["name"],
                    "size": filter_filesize(file["size"]),
                    "sha256": file["sha256"],
                }
                for file in content["files"]
            ],
            "content_digest": version.digest,
            "verify_url": external_url("receipts.verify"),
            "signed": json.dumps(version.receipt, ensure_ascii=False),
            "qr_svg": segno.make(address, error="m").svg_inline(scale=3),
        },
    )


def intake_sentence(content: dict[str, Any], zone: str | None = None) -> str:
    """What a receipt says of paper: for whom it was keyed in, what came when, and which office took it."""
    intake = content.get("intake")
    if not intake:
        return ""
    arrivals = "; ".join(_arrival(one, zone) for one in intake["arrivals"])
    if intake["kind"] == "stub":
        return _("Handled outside the portal; none of its content is stored here. Received: %(what)s.", what=arrivals)
    return _(
        "Entered by the secretariat on behalf of %(name)s from paper received: %(what)s.",
        name=intake["on_behalf_of"],
        what=arrivals,
    )


def _arrival(one: dict[str, Any], zone: str | None) -> str:
    values = {
        "office": one["office"],
        "number": one["desk_number"],
        "time": filter_datetime(datetime.fromisoformat(one["received_at"]), zone),
    }
    if one["postmarked_on"] is None:
        return _("handed in at %(time)s, %(office)s, number %(number)s", **values)
    day = date.fromisoformat(one["postmarked_on"])
    return _(
        "by post at %(time)s, postmarked %(day)s, %(office)s, number %(number)s",
        day=f"{day.day}/{day.month}/{day.year}",
        **values,
    )


def _author(author: dict[str, Any]) -> dict[str, str]:
    share = f"{author['share_hundredths'] / 100:.2f}".rstrip("0").rstrip(".")
    return {"name": author["full_name"], "organisation": author["organisation"], "share": f"{share} %"}


def _labels(*, paper: bool) -> dict[str, str]:
    return {
        "heading": _("Receipt of submission"),
        "number": _("Number"),
        "version": _("Version"),
        "category": _("Category"),
        "title": _("Title of the work"),
        "organisation": _("Organisation"),
        "submitted_at": _("Keyed in at") if paper else _("Received at"),
        "authors": _("Authors"),
        "files": _("Files received"),
        "digest": _("SHA-256 of the whole submission"),
        "verify": _("Check this receipt at"),
    }
