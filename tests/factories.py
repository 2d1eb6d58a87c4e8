"""Rows for tests, made with as few words as possible."""

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count
from typing import Any

from pypdf import PdfWriter

from portal.accounts.models import Role, RoleGrant, User
from portal.assignments import declarations, publishing
from portal.assignments import service as assignments
from portal.assignments.queries import active_assignments
from portal.attachments import service as attachments
from portal.attachments.models import Attachment
from portal.awards.dossier import slots_of
from portal.awards.models import Award, Category, Criterion, Edition, Prize, Round
from portal.awards.preset_words import CriterionKind, RoundKind
from portal.core.db import db
from portal.jobs import service as jobs
from portal.judges import service as judges
from portal.judges.models import Judge
from portal.judges.searching import look_at
from portal.scoring import service as scoring
from portal.screening import service as screening
from portal.submissions import service as submissions
from portal.submissions.models import Submission
from tests.moments import NOW

_numbers = count(1)


def both(text: str) -> dict[str, str]:
    """The same text in both languages, so that a test finds it whichever is spoken."""
    return {"vi": text, "en": text}


def save(row: Any) -> Any:
    """Add a row and give it its id."""
    db.session.add(row)
    db.session.flush()
    return row


def make_user(**values: Any) -> User:
    """A person with a proven address."""
    n = next(_numbers)
    defaults = {
        "email": f"person{n}@example.com",
        "name": f"Người số {n}",
        "locale": "en",
        "created_at": NOW,
        "verified_at": NOW,
    }
    return save(User(**{**defaults, **values}))


def grant(user: User, role: Role, edition: Edition | None = None, category: Category | None = None) -> User:
    """Give a role, and return the person."""
    user.grants.append(
        RoleGrant(
            role=role,
            edition_id=edition.id if edition else None,
            category_id=category.id if category else None,
            granted_at=NOW,
        )
    )
    db.session.flush()
    return user


def make_organizer(edition: Edition, **values: Any) -> User:
    """A person who runs the edition."""
    return grant(make_user(**values), Role.ORGANIZER, edition)


def make_secretary(category: Category, **values: Any) -> User:
    """A person who looks after one category."""
    return grant(make_user(**values), Role.SECRETARY, category.edition, category)


def slot(code: str, **values: Any) -> dict[str, Any]:
    """A dossier slot as an edition freezes it."""
    defaults = {
        "code": code,
        "name": both(f"Slot {code}"),
        "help": both("Help"),
        "required": True,
        "file_types": [
            {"extension": "pdf", "media_types": ["application/pdf"]},
            {"extension": "txt", "media_types": ["text/plain"]},
        ],
        "max_files": 2,
        "max_size_mb": 20,
        "categories": [],
        "visible_to_judges": True,
        "provenance": {"status": "default", "source": None, "note": None},
    }
    return {**defaults, **values}


def form_field(key: str, **values: Any) -> dict[str, Any]:
    """A form field as an edition freezes it."""
    defaults = {
        "key": key,
        "type": "long_text",
        "label": both(f"Field {key}"),
        "hint": None,
        "required": True,
        "max_words": None,
        "max_length": None,
        "minimum": None,
        "maximum": None,
        "options": [],
        "categories": [],
        "visible_to_judges": True,
        "public": False,
        "provenance": {"status": "default", "source": None, "note": None},
    }
    return {**defaults, **values}


def question(code: str, **values: Any) -> dict[str, Any]:
    """An eligibility question as an edition freezes it."""
    defaults = {
        "code": code,
        "question": both(f"Question {code}?"),
        "hint": None,
        "options": [],
        "passes": ["yes"],
        "blocking": True,
        "refusal_title": both("Not possible"),
        "refusal_text": both("Here is what else you can do."),
        "flag": None,
        "provenance": {"status": "default", "source": None, "note": None},
    }
    return {**defaults, **values}


def reason(code: str, kind: str) -> dict[str, Any]:
    """A screening reason as an edition freezes it."""
    return {"code": code, "kind": kind, "label": both(f"Reason {code}"), "text": both(f"Text of {code}")}


def _category(number: int) -> Category:
    return Category(
        number=number,
        code=f"category_{number}",
        name=both(f"Category {number}"),
        scope=both("Scope"),
        agency=both(f"Agency {number}"),
        threshold=Decimal(80),
        prize_cap=2,
        judges_per_submission=2,
        criteria=[
            Criterion(
                position=1,
                code="novelty",
                name=both("Novelty"),
                guidance=both("How new"),
                max_points=Decimal(60),
                step=Decimal(1),
                bands=[],
            ),
            Criterion(
                position=2,
                code="effect",
                name=both("Effect"),
                guidance=both("How useful"),
                max_points=Decimal(40),
                step=Decimal(1),
                bands=[],
            ),
        ],
    )


def make_edition(judged: RoundKind = RoundKind.SCORING, **values: Any) -> Edition:
    """A small open edition: two categories of two criteria (60 and 40 points), two prizes, one slot, one page.

    Where panels judge in another way the rubrics are those that fit it.
    """
    n = next(_numbers)
    defaults: dict[str, Any] = {
        "award": Award(slug=f"award-{n}", name=both("Award")),
        "slug": f"edition-{n}",
        "code": f"T{n}-2026",
        "year": 2026,
        "name": both(f"Edition {n}"),
        "tagline": both("Tagline"),
        "intro": both("Intro"),
        "time_zone": "Asia/Ho_Chi_Minh",
        "currency": "VND",
        "opens_at": NOW - timedelta(days=30),
        "closes_at": NOW + timedelta(days=3650),
        "judges_per_submission": 2,
        "minimum_sheets": 2,
        "prize_cap": 3,
        "form": [
            {
                "code": "effect",
                "title": both("Effect"),
                "help": None,
                "categories": [],
                "fields": [form_field("effect")],
            }
        ],
        "dossier": [slot("description")],
        "eligibility": [question("applied")],
        "screening_reasons": [reason("missing_document", "supplement"), reason("out_of_window", "refusal")],
        "rules": {"edition": {}, "contact": {}, "decision": {"second_person": False}},
        "rules_digest": "0" * 64,
        "created_at": NOW,
    }
    edition = Edition(**{**defaults, **values})
    edition.categories = [_category(1), _category(2)]
    edition.prizes = [
        Prize(rank=1, code="first", name=both("First prize"), amount=200_000_000, max_per_category=1),
        Prize(rank=2, code="second", name=both("Second prize"), amount=150_000_000, max_per_category=None),
    ]
    edition.rounds = [Round(position=1, code="panel", kind=judged, name=both("Panel round"))]
    for category in edition.categories if judged is not RoundKind.SCORING else ():
        category.criteria = [_place()] if judged.is_ordered else _passes()
    return save(edition)


def _place() -> Criterion:
    """The only criterion of rounds in which works are put in order."""
    return Criterion(
        position=1, code="place", name=both("Place"), guidance=both("Which is better"), kind=CriterionKind.PLACE,
        max_points=Decimal(100), step=Decimal("0.01"), bands=[],
    )  # fmt: skip


def _passes() -> list[Criterion]:
    """Four criteria of pass or fail, each worth a quarter of 100."""
    return [
        Criterion(
            position=n, code=f"pass{n}", name=both(f"Pass {n}"), guidance=both("Yes or no"),
            kind=CriterionKind.PASS_FAIL, max_points=Decimal(1), step=Decimal(1), weight=Decimal(25), bands=[],
        )
        for n in range(1, 5)
    ]  # fmt: skip


def _blank_pdf() -> bytes:
    writer, buffer = PdfWriter(), BytesIO()
    writer.add_blank_page(width=200, height=200)
    writer.write(buffer)
    return buffer.getvalue()


PDF = _blank_pdf()
"""The smallest whole PDF: one empty page."""


def make_draft(owner: User | None = None, edition: Edition | None = None, **values: Any) -> Submission:
    """A draft with everything but a file."""
    edition = edition or make_edition()
    owner = owner or make_user()
    draft = submissions.start(edition, eligibility={"applied": "yes"}, actor=owner)
    work = {"title": "Máy sấy năng lượng mặt trời", "summary": "Tóm tắt", "organisation": "Hợp tác xã số 1", **values}
    submissions.save_work(draft, category=edition.categories[0], actor=owner, **work)
    submissions.save_page(draft, "effect", {"effect": "Giảm một nửa thời gian"}, actor=owner)
    author = {"full_name": owner.name, "organisation": "", "job_title": "", "email": owner.email, "share": Decimal(100)}
    submissions.save_authors(draft, [author], actor=owner)
    return draft


def add_file(draft: Submission, content: bytes = PDF, name: str = "Mô tả.pdf") -> Attachment:
    """A checked file in the draft's only slot."""
    found = slots_of(draft.edition, draft.category)[0]
    attachment = attachments.store_whole(
        slot=found, filename=name, stream=BytesIO(content), size=len(content), content_type="application/pdf",
        actor=draft.owner,
    )  # fmt: skip
    submissions.attach(draft, found.code, attachment, actor=draft.owner)
    jobs.run_pending()
    return attachment


def make_submission(owner: User | None = None, edition: Edition | None = None, **values: Any) -> Submission:
    """A submitted work."""
    draft = make_draft(owner, edition, **values)
    add_file(draft)
    submissions.submit(draft, actor=draft.owner)
    return draft


def make_accepted(edition: Edition, organizer: User, count: int = 1) -> list[Submission]:
    """Submitted works that may be judged."""
    made = [
        make_submission(edition=edition, title=f"Công trình {n}", organisation=f"Cơ quan {n}") for n in range(count)
    ]
    for submission in made:
        screening.accept(submission, actor=organizer)
    return made


def make_panel(edition: Edition, organizer: User, count: int = 3, **values: Any) -> list[Judge]:
    """Judges seated for the first category."""
    made = []
    for n in range(count):
        judge = judges.add_judge(
            edition, name=f"Giám khảo {n}", email=f"judge{next(_numbers)}@example.com",
            **{"organisation": f"Viện {n}", **values}, actor=organizer, tell=False,
        )  # fmt: skip
        judges.seat(judge, category=edition.categories[0], round=edition.rounds[0], actor=organizer, look=False)
        made.append(judge)
    # As with a table of judges: what ties them to the works is looked for once for all.
    look_at({judge.user_id for judge in made}, edition, edition.categories[0], actor=organizer)
    return made


def make_judged(edition: Edition, organizer: User, totals: list[list[int]]) -> list[Submission]:
    """Works with finished sheets of the given totals (of the first category's 60 and 40 points)."""
    works = make_accepted(edition, organizer, len(totals))
    make_panel(edition, organizer, max(len(sheets) for sheets in totals))
    run = assignments.propose(edition.categories[0], edition.rounds[0], actor=organizer)
    publishing.publish(run, actor=organizer)
    first, second = edition.categories[0].criteria
    given = {work.id: iter(sheets) for work, sheets in zip(works, totals, strict=True)}
    for assignment in active_assignments(edition):
        declarations.declare_free([assignment], actor=assignment.judge.user)
        total = next(given[assignment.submission_id])
        points = {first.id: Decimal(min(60, total)), second.id: Decimal(max(0, total - 60))}
        sheet = scoring.save_scoresheet(
            assignment, points=points, comments={}, comment_for_author="", private_note="",
            actor=assignment.judge.user,
        )  # fmt: skip
        scoring.finish(sheet, actor=assignment.judge.user)
    return works
