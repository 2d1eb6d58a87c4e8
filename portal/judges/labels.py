"""What kinds of conflict and roles on a panel are called."""

from flask_babel import lazy_gettext as _l

from portal.judges.models import ConflictKind, PanelRole

KIND_LABELS = {
    ConflictKind.AUTHOR: _l("Author or co-author of the work"),
    ConflictKind.SAME_ORGANISATION: _l("Same organisation"),
    ConflictKind.RELATIVE: _l("Relative"),
    ConflictKind.COLLABORATION: _l("Work together, or did so lately"),
    ConflictKind.FINANCIAL: _l("Financial interest"),
    ConflictKind.OTHER: _l("Another reason"),
}
ROLE_LABELS = {
    PanelRole.CHAIR: _l("Chair"),
    PanelRole.DEPUTY: _l("Deputy chair"),
    PanelRole.SECRETARY: _l("Secretary"),
    PanelRole.MEMBER: _l("Member"),
}
