"""What the public may read of a shortlisted work: the answers that the form marks as public, and nothing else."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from portal.awards.form import FormPage
from portal.submissions.asked import read_pages
from portal.submissions.models import Submission


def public_pages(submission: Submission, content: Mapping[str, Any]) -> list[FormPage]:
    """The pages of a frozen version with their public questions only; pages without any are left out."""
    narrowed = [
        replace(page, fields=tuple(replace(one, fields=_public(one.fields)) for one in _public(page.fields)))
        for page in read_pages(submission, content)
    ]
    return [page for page in narrowed if page.fields]


def _public(fields: Any) -> tuple[Any, ...]:
    return tuple(field for field in fields if field.is_published)
