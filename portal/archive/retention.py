"""How long an archive is to be kept, as the preset says it."""

from typing import Any


def retention_of(edition: Any) -> dict[str, Any] | None:
    """The block `retention` that was frozen with the edition; None where the preset says nothing."""
    raw = edition.rules.get("retention")
    if not raw:
        return None
    return {name: raw.get(name) for name in ("hand_over_within_years", "kept_for_years", "note")}
