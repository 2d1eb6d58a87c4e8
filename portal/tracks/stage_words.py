"""The stages of a track in words: what each is, what to do next, and where."""

from flask_babel import lazy_gettext as _l

from portal.tracks.rules import Stage

NAMES = {
    Stage.OPENED: _l("Opened"),
    Stage.NOMINATED: _l("Nominated"),
    Stage.AGREED: _l("Those nominated agree"),
    Stage.SCREENED: _l("Screened"),
    Stage.ASSIGNED: _l("Given to judges"),
    Stage.APPRAISED: _l("Appraised"),
    Stage.DECIDED: _l("Decided"),
    Stage.PUBLISHED: _l("Published"),
}

WHAT_NEXT = {
    Stage.NOMINATED: _l("Tell those who may nominate; nothing has come in yet."),
    Stage.AGREED: _l("Wait until everybody nominated has answered the letter, or remind the nominators."),
    Stage.SCREENED: _l("Look at each nomination: accept it, ask for a supplement, or refuse it."),
    Stage.ASSIGNED: _l("Seat the panel, then give every nomination to its judges."),
    Stage.APPRAISED: _l("Wait for the sheets, and remind whoever is late."),
    Stage.DECIDED: _l("Make the list, then record the decision."),
    Stage.PUBLISHED: _l("Look at the preview, then publish."),
}

PAGES = {
    Stage.NOMINATED: "manage_screening.index",
    Stage.AGREED: "manage_screening.index",
    Stage.SCREENED: "manage_screening.index",
    Stage.ASSIGNED: "manage_assignments.index",
    Stage.APPRAISED: "manage_scoring.progress",
    Stage.DECIDED: "manage_decisions.lists",
    Stage.PUBLISHED: "manage_publication.index",
}
