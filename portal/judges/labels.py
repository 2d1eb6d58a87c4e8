"""What kinds of conflict, their states and rules, and roles on a panel are called."""

from flask_babel import lazy_gettext as _l

from portal.judges.conflict_rules import Rule
from portal.judges.models import ConflictKind, ConflictSource, ConflictState, InvitationState, PanelRole

KIND_LABELS = {
    ConflictKind.AUTHOR: _l("Author or co-author of the work"),
    ConflictKind.SAME_ORGANISATION: _l("Same organisation"),
    ConflictKind.AGENCY: _l("The agency in charge of the category"),
    ConflictKind.SUPERVISOR: _l("Supervisor, teacher or superior"),
    ConflictKind.RELATIVE: _l("Relative"),
    ConflictKind.COLLABORATION: _l("Work together, or did so lately"),
    ConflictKind.FINANCIAL: _l("Financial interest"),
    ConflictKind.OTHER: _l("Another reason"),
}
SOURCE_LABELS = {
    ConflictSource.RULE: _l("found by rule"),
    ConflictSource.DECLARED: _l("declared"),
    ConflictSource.AUTHOR: _l("named by an author"),
    ConflictSource.ORGANIZER: _l("set by an organizer"),
}
STATE_LABELS = {
    ConflictState.OPEN: _l("To be looked at"),
    ConflictState.CONFIRMED: _l("Confirmed"),
    ConflictState.REJECTED: _l("Rejected"),
}
RULE_LABELS = {
    Rule.SAME_ADDRESS: _l("The same e-mail address as a person behind the work"),
    Rule.SAME_NAME: _l("The same name in the same organisation as a person behind the work"),
    Rule.SAME_PHONE: _l("The same telephone number as the work gives"),
    Rule.WROTE_TOGETHER: _l("Has written an earlier work together with a person behind this one"),
    Rule.AGENCY: _l("Both belong to the agency in charge of the category"),
    Rule.SAME_ORGANISATION: _l("The same organisation"),
    Rule.RELATED_ORGANISATION: _l("Organisations that belong together"),
    Rule.MAIL_DOMAIN: _l("E-mail addresses of the same organisation"),
    Rule.NAMED_BY_AUTHOR: _l("An author asks that this person does not judge the work"),
}
ROLE_LABELS = {
    PanelRole.CHAIR: _l("Chair"),
    PanelRole.DEPUTY: _l("Deputy chair"),
    PanelRole.SECRETARY: _l("Secretary"),
    PanelRole.MEMBER: _l("Member"),
    PanelRole.EXPERT: _l("Invited expert, without a vote"),
}
INVITATION_LABELS = {
    InvitationState.INVITED: _l("Invited"),
    InvitationState.ACCEPTED: _l("Accepted"),
    InvitationState.DECLINED: _l("Declined"),
    InvitationState.EXPIRED: _l("Expired"),
    InvitationState.WITHDRAWN: _l("Withdrawn"),
    InvitationState.REPLACED: _l("Replaced"),
}
