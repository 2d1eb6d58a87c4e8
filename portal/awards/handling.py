"""What a category says about secret works, as its edition froze it."""

from collections.abc import Mapping
from typing import Any


def _frozen(edition: Any, category: Any) -> Mapping[str, Any]:
    listed = edition.rules.get("categories", [])
    return next((raw for raw in listed if category is not None and raw["code"] == category.code), {})


def special_handling(edition: Any, category: Any) -> Mapping[str, str] | None:
    """The warning shown before anything is written or uploaded; most categories have none."""
    return _frozen(edition, category).get("special_handling")


def takes_stubs(edition: Any, category: Any) -> bool:
    """Whether works with state secrets are recorded here by title and reception number alone."""
    return bool(_frozen(edition, category).get("stub_when_secret", False))
