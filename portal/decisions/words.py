"""What lists and changes to them are called."""

from flask_babel import lazy_gettext as _l

from portal.decisions.models import ChangeKind, ListKind

KIND_LABELS = {
    ListKind.PROPOSED: _l("Proposal of the panels"),
    ListKind.SHORTLIST: _l("Shortlist"),
    ListKind.COUNCIL: _l("List for the council"),
    ListKind.PROVISIONAL: _l("Provisional list"),
    ListKind.DECIDED: _l("Decided list"),
}
CHANGE_LABELS = {
    ChangeKind.ADDED: _l("Add a work"),
    ChangeKind.REMOVED: _l("Take a work out"),
    ChangeKind.MOVED: _l("Move a work"),
}
