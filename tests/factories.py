"""Rows for tests, made with as few words as possible."""

from datetime import timedelta
from itertools import count
from typing import Any

from portal.accounts.models import Role, RoleGrant, User
from portal.awards.models import Award, Category, Criterion, Edition, Prize, Round, RoundKind
from portal.core.db import db
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
        threshold=80,
        prize_cap=2,
        judges_per_submission=2,
        criteria=[
            Criterion(
                position=1,
                code="novelty",
                name=both("Novelty"),
                guidance=both("How new"),
                max_points=60,
                step=1,
                bands=[],
            ),
            Criterion(
                position=2,
                code="effect",
                name=both("Effect"),
                guidance=both("How useful"),
                max_points=40,
                step=1,
                bands=[],
            ),
        ],
    )


def make_edition(**values: Any) -> Edition:
    """A small open edition: two categories of two criteria (60 and 40 points), two prizes, one slot, one page."""
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
        "rules": {"edition": {}, "contact": {}},
        "rules_digest": "0" * 64,
        "created_at": NOW,
    }
    edition = Edition(**{**defaults, **values})
    edition.categories = [_category(1), _category(2)]
    edition.prizes = [
        Prize(rank=1, code="first", name=both("First prize"), amount=200_000_000, max_per_category=1),
        Prize(rank=2, code="second", name=both("Second prize"), amount=150_000_000, max_per_category=None),
    ]
    edition.rounds = [Round(position=1, code="panel", kind=RoundKind.SCORING, name=both("Panel round"))]
    return save(edition)
