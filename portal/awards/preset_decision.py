"""Read how the decision is released and written, and how winners are honoured."""

from portal.awards import preset_values as values
from portal.awards.preset_nodes import Block
from portal.awards.preset_schema import PresetDecision, PresetHonours

PER_WORK, PER_AUTHOR = "work", "author"


def read_decision(root: Block) -> PresetDecision | None:
    """Read who releases the decision and the words around it, where the preset says it."""
    block = root.block("decision", required=False)
    if not root.has("decision"):
        return None
    decision = PresetDecision(
        second_person=block.flag("second_person", default=True),
        authority=block.may_text("authority"),
        motto=block.texts("motto"),
        place=block.may_text("place"),
        subject=block.may_text("subject"),
        basis=block.texts("basis"),
        articles=block.texts("articles"),
        recipients=block.texts("recipients"),
        provenance=block.provenance(),
    )
    block.close()
    return decision


def read_honours(root: Block) -> PresetHonours | None:
    """Read who gets a certificate, how it is numbered and what stands on it, where the preset says it."""
    block = root.block("honours", required=False)
    if not root.has("honours"):
        return None
    honours = PresetHonours(
        certificate_for=block.need(
            "certificate_for", "work or author", values.one_of((PER_WORK, PER_AUTHOR)), PER_WORK
        ),
        mark=block.need("mark", "capitals, digits and hyphens such as GCN", values.edition_code, ""),
        issuer=block.may_text("issuer"),
        wording=block.may_text("wording"),
        provenance=block.provenance(),
    )
    block.close()
    return honours
