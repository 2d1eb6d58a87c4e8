"""The page that shows one file in place; whose page it is, its package says."""

from enum import StrEnum
from typing import Any

from flask import render_template
from flask_babel import lazy_gettext as _l

from portal.attachments.models import Attachment, ScanState
from portal.attachments.renditions import is_drawn, reader_url, view_of


class Reader(StrEnum):
    """For whom the page is: who owns the file, who looks after the dossier, who judges it."""

    AUTHOR = "author"
    STAFF = "staff"
    JUDGE = "judge"


TOO_LARGE_TO_SCAN = {
    Reader.AUTHOR: _l(
        "It is kept and belongs to your dossier. Judges can play films and sounds here, but they cannot download this"
        " file, and no other kind is shown to them: split it into smaller files if they should read it."
    ),
    Reader.STAFF: _l(
        "Nobody knows whether it is clean, so judges cannot download it. Films and sounds can be played here without"
        " harm. Open the file itself only if you know where it comes from."
    ),
    Reader.JUDGE: _l(
        "Nobody knows whether it is clean, so it cannot be downloaded. Films and sounds can be played here without"
        " harm; for anything else, ask the organizers."
    ),
}
"""What each reader must know of a file that is larger than what the malware scanner takes."""


def viewer_page(
    attachment: Attachment, *, back: str, download: str, reader: Reader = Reader.JUDGE, name: str = ""
) -> str:
    """The file as pages, picture, text, film or sound, with the way back and the address that downloads it."""
    shown = shown_in_place(attachment, download=download, make="", reader=reader, name=name)
    return render_template("attachments/view.html", back=back, **shown)


def shown_in_place(
    attachment: Attachment, *, download: str, make: str, reader: Reader = Reader.JUDGE, name: str = ""
) -> dict[str, Any]:
    """What the macro `shown_file` needs; `make` is where a preview is asked for."""
    return {
        "attachment": attachment,
        "name": name or attachment.filename,
        "view": view_of(attachment),
        "download": download,
        "make": make,
        "oversized": TOO_LARGE_TO_SCAN[reader] if attachment.scan_state is ScanState.TOO_LARGE else None,
        "unscanned": attachment.scan_state is ScanState.NOT_SCANNED,
        "drawn": is_drawn(attachment),
        "offered": reader is not Reader.JUDGE or reader_url(attachment) is not None,
    }
