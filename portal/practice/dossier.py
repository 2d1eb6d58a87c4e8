"""What judges see of an anchor: a submitted work as its projection allows, or what the organizers wrote."""

from portal.anchors.models import Anchor
from portal.attachments.models import Attachment, AttachmentState
from portal.core.i18n import localized
from portal.judges.projection import SeenDossier, SeenFile, seen_by_judge
from portal.practice.service import SLOT
from portal.submissions.queries import get_file_or_404


def seen_of(anchor: Anchor) -> SeenDossier:
    """The work as the judges of its round read it."""
    if anchor.version is not None:
        return seen_by_judge(anchor.version.submission, anchor.version.content, anchor.round)
    kept = [one.attachment for one in anchor.files if one.attachment.state is AttachmentState.READY]
    files = tuple(SeenFile(one.public_id, SLOT.code, one.filename, "", one.size) for one in kept)
    return SeenDossier(
        number="", title=anchor.title, organisation="", organisations=(), summary=anchor.text, pages=(), answers={},
        files=files, slots={SLOT.code: localized(SLOT.name)},
    )  # fmt: skip


def attachment_of(anchor: Anchor, public_id: str) -> Attachment | None:
    """A file of the work that its judges may see."""
    if seen_of(anchor).file(public_id) is None:
        return None
    if anchor.version is not None:
        return get_file_or_404(anchor.version.submission, public_id).attachment
    return next((one.attachment for one in anchor.files if one.attachment.public_id == public_id), None)
