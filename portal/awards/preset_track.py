"""Read what makes a preset a template of ad-hoc tracks."""

from portal.awards import preset_values as values
from portal.awards.preset_edition import may_whole, whole
from portal.awards.preset_nodes import Block
from portal.awards.preset_schema import PresetTrack

DOMAIN = "a domain such as tphcm.gov.vn"


def read_track(root: Block) -> PresetTrack | None:
    """Read the block `track`; a preset without one describes an edition of the cycle."""
    block = root.block("track", required=False)
    if not root.has("track"):
        return None
    track = PresetTrack(
        code=block.need("code", "capitals, digits and hyphens", values.edition_code, ""),
        days=whole(block, "days", 1, 365),
        decide_within_days=may_whole(block, "decide_within_days", 1, 365),
        nominators=block.listed("nominators", DOMAIN, values.domain, required=False),
        reason="",
        provenance=block.provenance(),
    )
    block.close()
    return track
