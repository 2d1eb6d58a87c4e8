"""A submitted dossier as a PDF that can be read in decades: PDF/A-2b and PDF/UA-1, the same bytes each time."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from portal.adapters.pdf_writer import TO_KEEP, render_pdf
from portal.awards.form import Field
from portal.awards.preset_words import FieldType
from portal.core.i18n import local_time, localized
from portal.core.templating import filter_datetime, filter_filesize
from portal.submissions.asked import read_pages, slot_names
from portal.submissions.models import Submission, SubmissionVersion


def dossier_pdf(submission: Submission, version: SubmissionVersion, language: str) -> bytes:
    """One frozen version, whole, in the language that is spoken just now."""
    edition, content = submission.edition, version.content
    day = local_time(version.submitted_at, edition.time_zone)
    slots = slot_names(submission, content)
    return render_pdf(
        "dossier",
        {
            "lang": language,
            "award": localized(edition.award.name),
            "edition": localized(edition.name),
            "number": submission.number or "",
            "title": content["title"],
            "day": [day.year, day.month, day.day],
            "version": _(
                "Version %(n)d, received at %(time)s",
                n=version.number,
                time=filter_datetime(version.submitted_at, edition.time_zone),
            ),
            "sections": [_about(submission, content), _authors(content), *_pages(submission, content)],
            "files": [
                {
                    "slot": slots.get(file["slot"], file["slot"]),
                    "name": file["name"],
                    "size": filter_filesize(file["size"]),
                    "sha256": file["sha256"],
                }
                for file in content["files"]
            ],
            "labels": {"files": _("Files received"), "digest": _("SHA-256 of the whole submission")},
            "digest": version.digest,
        },
        TO_KEEP,
    )


def _item(label: Any, value: Any) -> dict[str, str]:
    return {"label": str(label), "value": str(value or _("Not provided"))}


def _about(submission: Submission, content: Mapping[str, Any]) -> dict[str, Any]:
    category = submission.category
    return {
        "heading": _("The work"),
        "items": [
            _item(_("Category"), localized(category.name) if category else ""),
            _item(_("Organisation"), content["organisation"]),
            _item(_("Summary"), content["summary"]),
        ],
    }


def _authors(content: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "heading": _("Authors"),
        "items": [
            _item(
                author["full_name"],
                " · ".join(filter(None, [author["job_title"], author["organisation"], _share(author)])),
            )
            for author in content["authors"]
        ],
    }


def _share(author: Mapping[str, Any]) -> str:
    whole, part = divmod(author["share_hundredths"], 100)
    return f"{whole},{part:02d} %" if part else f"{whole} %"


def _pages(submission: Submission, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    answers = content["answers"]
    return [
        {
            "heading": localized(page.title),
            "items": [_item(localized(field.label), _answer(field, answers.get(field.key))) for field in page.fields],
        }
        for page in read_pages(submission, content)
    ]


def _answer(field: Field, value: Any) -> str:
    """An answer in words: options by their labels, the rows of a group one a line."""
    if field.type is FieldType.GROUP:
        rows = [
            " · ".join(
                f"{localized(one.label)}: {_answer(one, row[one.key])}" for one in field.fields if row.get(one.key)
            )
            for row in value or []
        ]
        return "\n".join(f"{place}. {row}" for place, row in enumerate(rows, start=1))
    if field.type is FieldType.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(str(value), "")
    if field.options:
        chosen = value if isinstance(value, list) else [value]
        return "; ".join(localized(option.label) for option in field.options if option.value in chosen)
    return str(value or "")
