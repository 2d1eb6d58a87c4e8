"""People with accounts and drafts that lack nothing but one file, made through the services."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal import create_app
from portal.accounts import service as accounts
from portal.accounts.passwords import hash_password
from portal.attachments import service as attachments
from portal.awards.dossier import slots_of
from portal.awards.form import pages_of, questions_of
from portal.awards.models import Category, Edition
from portal.awards.preset_file import available_presets, load_preset
from portal.awards.service import create_edition
from portal.core import clock
from portal.core.db import transaction
from portal.rehearsal import answers
from portal.rehearsal.cast import Work
from portal.rehearsal.files import make_pdf
from portal.submissions import service as submissions
from portal.submissions.models import Submission

PASSWORD = "một câu dài dễ nhớ"


@dataclass(frozen=True)
class Entrant:
    """Who signs in, and the draft that waits."""

    email: str
    submission_id: int


@contextmanager
def installation(environment: dict[str, str]) -> Iterator[None]:
    """The application of a live portal in this process, to prepare and to check it."""
    os.environ.update(environment)
    with create_app().app_context():
        yield


def open_edition(*, slot: str = "", megabytes: int = 0) -> Edition:
    """An open edition of the preset; one slot may be made larger than the preset says."""
    now, month = clock.now(), timedelta(days=30)
    preset = load_preset(available_presets()["hcmc"])
    edition = create_edition(preset, actor=None, opens_at=now - month, closes_at=now + month)
    with transaction():
        edition.dossier = [
            {**one, "max_size_mb": megabytes, "max_files": 20} if one["code"] == slot else one
            for one in edition.dossier
        ]
    return edition


def make_entrants(edition: Edition, count: int, *, lacking: str, category: str = "") -> list[Entrant]:
    """People each with a draft that lacks the file of one slot; spread over the categories unless one is named."""
    known, hashed = [one for one in edition.categories if category in ("", one.code)], hash_password(PASSWORD)
    made = []
    for number in range(1, count + 1):
        owner = accounts.find_or_invite(
            email=f"person{number}@bench.example", name=f"Tác giả số {number}", actor=None, tell=False
        )
        with transaction():
            owner.password_hash, owner.verified_at = hashed, clock.now()
        draft = submissions.start(edition, eligibility=answers.passing_answers(questions_of(edition)), actor=owner)
        _fill(draft, known[number % len(known)], owner, number)
        _add_files(draft, owner, number, lacking)
        made.append(Entrant(owner.email, draft.id))
    return made


def _fill(draft: Submission, category: Category, owner: Any, number: int) -> None:
    work = Work(f"Công trình số {number}", f"Đơn vị số {number}", category.number, 0.8)
    day = answers.applied_on(draft.edition)
    words = {"title": work.title, "summary": answers.text_about(work), "organisation": work.organisation}
    submissions.save_work(draft, category=category, **words, actor=owner)
    for page in pages_of(draft.edition, category):
        given = {field.key: answers.answer(field, work, day) for field in page.fields}
        submissions.save_page(draft, page.code, given, actor=owner)
    author = {"full_name": owner.name, "email": owner.email, "share": Decimal(100)}
    submissions.save_authors(draft, [{**author, "organisation": "", "job_title": ""}], actor=owner)


def _add_files(draft: Submission, owner: Any, number: int, lacking: str) -> None:
    for slot in slots_of(draft.edition, draft.category):
        if not slot.required or slot.code == lacking:
            continue
        made = make_pdf(slot.code, f"Tài liệu {slot.code} số {number}", ["Nội dung."])
        attachment = attachments.store_whole(
            slot=slot, filename=made.name, stream=io.BytesIO(made.content), size=len(made.content),
            content_type=made.content_type, actor=owner,
        )  # fmt: skip
        submissions.attach(draft, slot.code, attachment, actor=owner)
