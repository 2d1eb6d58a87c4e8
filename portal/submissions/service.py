"""What authors do: start, save, attach, submit, withdraw."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select

from portal.adapters.signer import get_signer
from portal.attachments import service as attachments
from portal.attachments.models import Attachment, AttachmentState
from portal.audit.actions import Action
from portal.audit.service import record
from portal.awards.form import kept_answers, questions_of
from portal.awards.models import Category
from portal.core import clock
from portal.core.db import db, transaction
from portal.core.digest import canonical, digest
from portal.core.errors import PortalError
from portal.core.search_text import fold
from portal.core.urls import external_url
from portal.jobs.service import enqueue_once
from portal.notifications.topics import Topic
from portal.submissions import checking, drafts, paper_rules, policies, rules
from portal.submissions.asked import asked_slots_for, pages_for, slots_for
from portal.submissions.checks import Result
from portal.submissions.letters import write_about
from portal.submissions.models import (
    Author,
    DraftChange,
    Origin,
    Submission,
    SubmissionFile,
    SubmissionStatus,
    SubmissionVersion,
)
from portal.submissions.nominations import ask_nominees
from portal.submissions.receipt_number import make_number
from portal.submissions.signed_receipt import sign_receipt
from portal.submissions.snapshot import (
    AUTHOR_FIELDS,
    behalf,
    frozen_content,
    kept_files,
    plain_authors,
    plain_content,
    snapshot,
)

HELD = select(Submission.revision).where(Submission.id == bindparam("submission")).with_for_update(key_share=True)
COMPARE_AFTER = timedelta(seconds=20)
"""On the last day many submit at once; they are compared together."""


class NotReadyError(PortalError):
    """Raised when a draft cannot be submitted; `problems` says everything that is missing."""

    def __init__(self, problems: list[rules.Problem]):
        super().__init__(rules.SENTENCES[problems[0]], problems=[problem.value for problem in problems])
        self.problems = problems


class ClosedError(PortalError):
    """Raised when something is saved that may no longer be changed."""


def start(edition: Any, *, eligibility: dict[str, Any], actor: Any) -> Submission:
    """Make the draft: the row exists from the first answer on."""
    now = clock.now()
    verdict = policies.can_start(actor, edition, now)
    if not verdict:
        raise ClosedError(verdict.reason)
    with transaction():
        draft = Submission(
            edition=edition,
            owner_id=actor.id,
            organisation=actor.organisation,
            eligibility=eligibility,
            answers={},
            form_number=edition.form_number,
            confirmed_sections=[],
            created_at=now,
            saved_at=now,
        )
        db.session.add(draft)
        record(Action.SUBMISSION_STARTED, draft, actor=actor, edition_id=edition.id)
        return draft


def copy_into(draft: Submission, source: Submission, *, actor: Any) -> None:
    """Fill a fresh draft with words, authors and files of another submission, as far as its edition asks for them."""
    with transaction():
        draft.title, draft.summary, draft.organisation = source.title, source.summary, source.organisation
        code = source.category.code if source.category else None
        draft.category = next((one for one in draft.edition.categories if one.code == code), None)
        keys = {field.key for page in pages_for(draft) for field in page.fields}
        draft.answers = {key: value for key, value in source.answers.items() if key in keys}
        draft.search_text = fold(f"{draft.title} {draft.organisation} {draft.summary}")
        draft.authors = [
            Author(
                position=author.position, **{name: getattr(author, name) for name in (*AUTHOR_FIELDS, "share", "minor")}
            )
            for author in source.authors
        ]
        slots = {slot.code: slot for slot in slots_for(draft)}
        for file in kept_files(source):
            slot, attachment = slots.get(file.slot), file.attachment
            ready = attachment.state is AttachmentState.READY
            if slot and ready and slot.accepts_extension(attachment.extension) and attachment.size <= slot.max_size:
                draft.files.append(
                    SubmissionFile(slot=file.slot, attachment=attachment, position=file.position, caption=file.caption)
                )
        db.session.flush()
        record(Action.SUBMISSION_COPIED, draft, actor=actor, edition_id=draft.edition_id, source=source.id)


def _hold(submission: Submission, actor: Any, now: datetime, policy: Any = policies.can_edit) -> None:
    """Lock the row, see what is stored now, and refuse a forbidden save."""
    current = db.session.connection().execute(HELD, {"submission": submission.id}).scalar_one()
    if current != submission.revision:
        db.session.expire(submission)
    verdict = policy(actor, submission, now)
    if not verdict:
        raise ClosedError(verdict.reason)
    submission.saved_at = now


def save_work(
    submission: Submission,
    *,
    category: Category | None,
    title: str,
    summary: str,
    organisation: str,
    actor: Any,
    revision: int | None = None,
) -> dict[str, Any]:
    """Save what the work is, complete or not; `revision` is what the editor saw. Gives what is stored."""
    now = clock.now()
    with transaction():
        _hold(submission, actor, now)
        mine: dict[str, Any] = {"title": title[:300], "summary": summary, "organisation": organisation[:200]}
        theirs: dict[str, Any] = {key: getattr(submission, key) for key in mine}
        mine["category"], theirs["category"] = category.id if category else None, submission.category_id
        stored = drafts.settle(submission, mine=mine, theirs=theirs, seen=revision, actor=actor, now=now)
        if stored["category"] != submission.category_id:
            submission.category = db.session.get(Category, stored["category"]) if stored["category"] else None
        submission.title, submission.summary = stored["title"], stored["summary"]
        submission.organisation = stored["organisation"]
        words = (submission.number or "", submission.title, submission.organisation, submission.summary)
        submission.search_text = fold(" ".join(words))
        return stored


def save_eligibility(submission: Submission, code: str, answer: str, *, actor: Any) -> None:
    """Keep another answer to a question asked before the draft; answers that are no longer asked are dropped."""
    with transaction():
        _hold(submission, actor, clock.now())
        given = {**submission.eligibility, code: answer}
        submission.eligibility = kept_answers(questions_of(submission.edition), given)


def save_page(
    submission: Submission,
    page_code: str,
    answers: dict[str, Any],
    *,
    actor: Any,
    revision: int | None = None,
) -> dict[str, Any]:
    """Save the answers of one page, valid or not; `revision` is what the editor saw. Gives what is stored."""
    now = clock.now()
    with transaction():
        _hold(submission, actor, now)
        theirs = {key: submission.answers.get(key) for key in answers}
        stored = drafts.settle(submission, mine=answers, theirs=theirs, seen=revision, actor=actor, now=now)
        submission.answers = {**submission.answers, **stored}
        if page_code not in submission.confirmed_sections:
            submission.confirmed_sections = [*submission.confirmed_sections, page_code]
        return stored


def adopt_form(submission: Submission, *, actor: Any) -> None:
    """Go over to the edition's newest form; what was answered to questions that still stand is kept."""
    with transaction():
        _hold(submission, actor, clock.now())
        before, submission.form_number = submission.form_number, submission.edition.form_number
        record(Action.FORM_ADOPTED, submission, actor=actor, before=before, number=submission.form_number)


def save_authors(
    submission: Submission, authors: list[dict[str, Any]], *, actor: Any, revision: int | None = None
) -> None:
    """Replace the list of authors; `revision` is what the editor saw."""
    now = clock.now()
    with transaction():
        _hold(submission, actor, now)
        mine, theirs = {"authors": plain_authors(authors)}, {"authors": plain_authors(submission.authors)}
        stored = drafts.settle(submission, mine=mine, theirs=theirs, seen=revision, actor=actor, now=now)
        if stored["authors"] != theirs["authors"]:
            submission.authors = [
                Author(position=place, **{**one, "share": Decimal(one["share"]), "minor": one["minor"] == "yes"})
                for place, one in enumerate(stored["authors"], start=1)
            ]


def attach(submission: Submission, slot_code: str, attachment: Attachment, *, actor: Any) -> SubmissionFile:
    """Put an uploaded file in its place of the dossier."""
    with transaction():
        _hold(submission, actor, clock.now())
        place = max((file.position for file in submission.files), default=0) + 1
        file = SubmissionFile(slot=slot_code, attachment=attachment, position=place)
        submission.files.append(file)
        db.session.flush()
        _note_scan(submission, attachment, actor, added=True)
        return file


def _note_scan(submission: Submission, attachment: Attachment, actor: Any, *, added: bool) -> None:
    if submission.kept:
        record(
            Action.PAPER_SCANNED, submission, actor=actor, attachment=attachment.id, added=added,
            **behalf(submission, actor),
        )  # fmt: skip


def detach(file: SubmissionFile, *, actor: Any) -> None:
    """Take a file out of the dossier; versions already submitted keep theirs."""
    submission = file.submission
    with transaction():
        _hold(submission, actor, clock.now(), policies.can_finish)
        frozen = any(
            entry["id"] == file.attachment.public_id
            for version in submission.versions
            for entry in version.content["files"]
        )
        submission.files.remove(file)
        _note_scan(submission, file.attachment, actor, added=False)
        elsewhere = select(SubmissionFile.id).where(
            SubmissionFile.attachment_id == file.attachment_id, SubmissionFile.submission_id != submission.id
        )
        if not frozen and db.session.scalar(elsewhere.limit(1)) is None:
            attachments.remove(file.attachment, actor=actor)


def arrange(
    submission: Submission, slot_code: str, *, captions: dict[str, str], move: tuple[str, int] | None, actor: Any
) -> None:
    """Keep the captions of a slot's files, by public id, and move one file by some places."""
    with transaction():
        _hold(submission, actor, clock.now())
        files = [file for file in kept_files(submission) if file.slot == slot_code]
        for file in files:
            file.caption = captions.get(file.attachment.public_id, file.caption)[:200]
        places = [file.position for file in files]
        ids = [file.attachment.public_id for file in files]
        if move is not None and move[0] in ids:
            here = ids.index(move[0])
            there = min(max(0, here + move[1]), len(files) - 1)
            files.insert(there, files.pop(here))
            for file, place in zip(files, places, strict=True):
                file.position = place
        db.session.flush()
        db.session.expire(submission, ["files"])


def check(submission: Submission) -> list[Result]:
    """What the rules of the award say of the draft as it is now."""
    return checking.check_content(submission, plain_content(submission))


def problems_of(submission: Submission, now: datetime, results: list[Result] | None = None) -> list[rules.Problem]:
    """Everything that still stands between this draft and a valid submission; `results` of the checks, if at hand."""
    draft = snapshot(submission)
    found = rules.problems_before_submitting(draft, slots_for(submission), pages_for(submission), now)
    if submission.origin is Origin.STUB:
        return paper_rules.problems_of_stub(found, pending=bool(submission.pending_arrivals))
    if submission.kept:
        return paper_rules.problems_on_paper(found, draft.files, pending=bool(submission.pending_arrivals))
    return found + checking.problems(submission, check(submission) if results is None else results)


def submit(submission: Submission, *, actor: Any, now: datetime | None = None) -> SubmissionVersion:
    """Freeze the draft as its next version and send the receipt; raises NotReadyError with every problem."""
    now = now or clock.now()
    with transaction():
        _hold_works_of_owner(submission)
        problems = problems_of(submission, now)
        if problems:
            raise NotReadyError(problems)
        _drop_foreign_files(submission)
        submission.number = submission.number or _next_number(submission)
        submission.status, submission.submitted_at = SubmissionStatus.SUBMITTED, now
        submission.editable_until = None
        submission.search_text = fold(f"{submission.number} {submission.search_text}")
        keying = {**behalf(submission, actor), "keyed_by": _keyed_by(submission)} if submission.kept else {}
        version = _freeze(submission, actor, now)
        for arrival in submission.pending_arrivals:
            arrival.version_number = version.number
        _send_receipt(submission, version)
        ask_nominees(submission, actor=actor)
        # A later stage listens by the job's name: this one does not know what it does.
        enqueue_once("screening.compare_edition", delay=COMPARE_AFTER, edition_id=submission.edition_id)
        # The audit chain takes one writer at a time: what takes long comes before it.
        record(
            Action.SUBMISSION_SUBMITTED,
            submission,
            actor=actor,
            number=submission.number,
            version=version.number,
            digest=version.digest,
            **keying,
        )
        return version


def _keyed_by(submission: Submission) -> list[int]:
    """Everybody who keyed in part of what is now sent, as far as the draft's memory goes."""
    statement = select(DraftChange.actor_id).where(DraftChange.submission_id == submission.id).distinct()
    return sorted(db.session.scalars(statement))


def _hold_works_of_owner(submission: Submission) -> None:
    """Two works of one person are submitted one after the other: whether they are the same work is then seen."""
    works = select(Submission.id).where(
        Submission.owner_id == submission.owner_id, Submission.edition_id == submission.edition_id
    )
    db.session.execute(works.order_by(Submission.id).with_for_update(key_share=True))


def _drop_foreign_files(submission: Submission) -> None:
    """Files of slots that are not asked, by category or condition, stay behind in the draft."""
    known = {slot.code for slot in asked_slots_for(submission)}
    for file in [file for file in submission.files if file.slot not in known]:
        submission.files.remove(file)


def _next_number(submission: Submission) -> str:
    category = db.session.execute(
        select(Category).where(Category.id == submission.category_id).with_for_update(of=Category, key_share=True)
    ).scalar_one()
    db.session.refresh(category, ["last_serial"])
    category.last_serial += 1
    return make_number(submission.edition.code, category.number, category.last_serial)


def _freeze(submission: Submission, actor: Any, now: datetime) -> SubmissionVersion:
    content = canonical(frozen_content(submission))
    version = SubmissionVersion(
        number=len(submission.versions) + 1,
        submitted_at=now,
        submitted_by_id=actor.id,
        content=content,
        digest=digest(content),
    )
    version.receipt = sign_receipt(content, number=version.number, submitted_at=now, signer=get_signer())
    submission.versions.append(version)
    db.session.flush()
    return version


def _send_receipt(submission: Submission, version: SubmissionVersion) -> None:
    edition = submission.edition
    write_about(
        submission,
        Topic.PAPER_RECEIPT if submission.kept else Topic.SUBMISSION_RECEIPT,
        edition_name=edition.name,
        time_zone=edition.time_zone,
        title=submission.title,
        number=submission.number,
        version=version.number,
        submitted_at=version.submitted_at,
        digest=version.digest,
        files=version.content["files"],
        intake=version.content.get("intake"),
        url=external_url("receipts.show", submission_id=submission.id, number=version.number),
    )


def withdraw(submission: Submission, *, actor: Any) -> None:
    """Take the work out of the award; what was submitted is kept for the record."""
    verdict = policies.can_withdraw(actor, submission)
    if not verdict:
        raise ClosedError(verdict.reason)
    with transaction():
        submission.status = SubmissionStatus.WITHDRAWN
        record(Action.SUBMISSION_WITHDRAWN, submission, actor=actor, **behalf(submission, actor))


def reopen(submission: Submission, until: datetime, *, actor: Any) -> None:
    """Let the owner change a submitted dossier until a date, to supply what is missing."""
    with transaction():
        submission.editable_until = until
        record(Action.SUBMISSION_REOPENED, submission, actor=actor, until=until.isoformat())
