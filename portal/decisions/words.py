"""What lists and changes to them are called."""

from flask_babel import lazy_gettext as _l

from portal.awards.list_words import LIST_LABELS
from portal.decisions.models import ChangeKind

KIND_LABELS = LIST_LABELS
CHANGE_LABELS = {
    ChangeKind.ADDED: _l("Add a work"),
    ChangeKind.REMOVED: _l("Take a work out"),
    ChangeKind.MOVED: _l("Move a work"),
}
