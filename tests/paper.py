"""Paper dossiers and stubs for tests."""

from datetime import timedelta
from typing import Any

from portal.awards.models import Category, Edition
from portal.core import clock
from portal.core.db import db
from portal.submissions import paper, service
from portal.submissions.models import Submission, Way
from portal.submissions.paper import Arrived, Reach
from tests.factories import add_file, both, make_edition


def arrived(**values: Any) -> Arrived:
    """Paper handed in yesterday, unless said otherwise."""
    defaults: dict[str, Any] = {
        "way": Way.HAND,
        "received_at": clock.now() - timedelta(days=1),
        "desk_number": "17/VP",
        "office": "Văn phòng Sở",
    }
    return Arrived(**{**defaults, **values})


def enter(category: Category, actor: Any, *, person: Reach | None = None, **values: Any) -> Submission:
    """A paper dossier that is begun."""
    person = person or Reach("Bà Tư", phone="028 3822 0000")
    given = {"arrived": arrived(), "title": "Bếp trấu cải tiến", "actor": actor, **values}
    return paper.enter(category, person=person, **given)


def make_paper(category: Category, actor: Any, **values: Any) -> Submission:
    """A paper dossier with its scan, sent."""
    draft = enter(category, actor, **values)
    add_file(draft, name="Bản quét.pdf")
    service.submit(draft, actor=actor)
    return draft


def frozen_category(code: str, **values: Any) -> dict[str, Any]:
    """What an edition freezes of a category about secret works."""
    return {"code": code, "number": 1, "name": both(code), **values}


def stub_edition(**values: Any) -> Edition:
    """An edition whose first category records secret works as stubs."""
    handling = {"special_handling": both("Không gõ bí mật vào đây"), "stub_when_secret": True}
    plain = {"special_handling": None, "stub_when_secret": False}
    categories = [frozen_category("category_1", **handling), frozen_category("category_2", **plain)]
    return make_edition(
        rules={
            "edition": {},
            "contact": {},
            "decision": {"second_person": False},
            "categories": categories,
        },
        **values,
    )


def make_stub(category: Category, actor: Any, title: str = "Đề tài công khai số 5") -> Submission:
    """A work handled outside the portal."""
    version = paper.record_stub(category, title=title, organisation="Đơn vị 5", arrived=arrived(), actor=actor)
    return db.session.get_one(Submission, version.submission_id)
