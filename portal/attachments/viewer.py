"""The page that shows one file in place; whose page it is, its package says."""

from flask import render_template

from portal.attachments.models import Attachment, ScanState
from portal.attachments.renditions import reader_url, view_of


def viewer_page(attachment: Attachment, *, back: str, download: str, staff: bool = False) -> str:
    """The file as pages, picture, text, film or sound, with the way back and the address that downloads it."""
    return render_template(
        "attachments/view.html",
        attachment=attachment,
        view=view_of(attachment),
        back=back,
        download=download,
        unscanned=attachment.scan_state in (ScanState.TOO_LARGE, ScanState.NOT_SCANNED),
        offered=staff or reader_url(attachment) is not None,
    )
