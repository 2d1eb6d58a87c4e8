"""How states are called, in the reader's language."""

from flask_babel import lazy_gettext as _l

from portal.replications.models import AdoptionState, InUse, SheetState

PART_LABELS = {
    "needs": _l("What is needed"),
    "cost": _l("What it costs"),
    "contact": _l("Whom to ask"),
    "licence": _l("Terms of use"),
}
SHEET_LABELS = {
    SheetState.DRAFT: _l("Draft"),
    SheetState.OFFERED: _l("Waits for approval"),
    SheetState.APPROVED: _l("Approved"),
    SheetState.RETURNED: _l("To be changed"),
}
SHEET_TONES = {
    SheetState.DRAFT: "",
    SheetState.OFFERED: "yellow",
    SheetState.APPROVED: "green",
    SheetState.RETURNED: "red",
}
ADOPTION_LABELS = {
    AdoptionState.REPORTED: _l("Reported"),
    AdoptionState.CONFIRMED: _l("Confirmed by the author"),
    AdoptionState.PUBLISHED: _l("Published"),
    AdoptionState.REFUSED: _l("Not published"),
}
ADOPTION_TONES = {
    AdoptionState.REPORTED: "yellow",
    AdoptionState.CONFIRMED: "blue",
    AdoptionState.PUBLISHED: "green",
    AdoptionState.REFUSED: "",
}
IN_USE_LABELS = {
    InUse.YES: _l("Yes"),
    InUse.PARTLY: _l("In part"),
    InUse.NO: _l("No longer"),
}
