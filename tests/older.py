"""What an installation may still hold from before a change of form."""

from datetime import date
from typing import Any

from sqlalchemy import delete, select

from portal.adapters.signer import get_signer
from portal.core import clock
from portal.core.db import db
from portal.core.digest import digest
from portal.transparency import queries
from portal.transparency.heads import HeadKind, hash_of, sign_head
from portal.transparency.models import LogHead, LogLeaf


def seal_older_rule(edition: Any) -> LogHead:
    """A first head of the rule from before lists and votes were part of it, as if nothing had been sealed yet."""
    heads = select(LogHead.id).where(LogHead.edition_id == edition.id)
    db.session.execute(delete(LogLeaf).where(LogLeaf.head_id.in_(heads)))
    db.session.execute(delete(LogHead).where(LogHead.edition_id == edition.id))
    rule = {part: value for part, value in queries.current_rule(edition).items() if part != "steps"}
    document = sign_head(
        [], edition=edition.code, subject=HeadKind.RULE, leaves=[hash_of(rule)], digest=digest(rule),
        on=date(2026, 3, 2), signer=get_signer(),
    )  # fmt: skip
    head = LogHead(
        edition_id=edition.id, number=1, kind=HeadKind.RULE, subject=HeadKind.RULE, document=document, content=rule,
        made_at=clock.now(),
    )  # fmt: skip
    db.session.add(head)
    db.session.flush()
    return head
