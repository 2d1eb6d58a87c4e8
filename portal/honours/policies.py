"""Who may honour, revoke, look at bank details and pay."""

from typing import Any

from flask_babel import lazy_gettext as _l

from portal.accounts.policies import is_organizer
from portal.core.access import ALLOWED, Verdict, refused
from portal.decisions.settings import settings_of
from portal.honours.models import BankDetails, Revocation, RevocationProposal
from portal.honours.rules import Standing
from portal.honours.winners import Winner


def can_honour(user: Any, edition: Any) -> Verdict:
    """Organizers make certificates."""
    return is_organizer(user, edition)


def can_handle(user: Any, edition: Any, submission_id: int, hidden: frozenset[int]) -> Verdict:
    """Organizers without a conflict issue anew, revoke, look at bank details and pay; administrators stand in."""
    verdict = is_organizer(user, edition)
    if verdict and submission_id in hidden:
        return refused(_l("You are in conflict with this work: another organizer does this."))
    return verdict


def can_confirm(user: Any, edition: Any, proposal: RevocationProposal, hidden: frozenset[int]) -> Verdict:
    """Another organizer without a conflict than the one who proposed it, unless the edition is content with one."""
    verdict = can_handle(user, edition, proposal.submission_id, hidden)
    if verdict and settings_of(edition).second_person and proposal.proposed_by_id == user.id:
        return refused(_l("You proposed this revocation: another organizer must look at it and confirm it."))
    return verdict


def can_give_bank_details(
    submission: Any, winner: Winner | None, revocation: Revocation | None, given: BankDetails | None, user: Any
) -> Verdict:
    """The person behind a winning work, until the money is paid."""
    if submission.kept or submission.owner_id != user.id:
        return refused(_l("Only the person who submitted the work gives its bank details."))
    if winner is None or not winner.amount:
        return refused(_l("There is no prize money for this work."))
    if revocation is not None:
        return refused(_l("The prize was revoked."))
    if given is not None and given.paid_on is not None:
        return refused(_l("The prize money was paid; the bank details are erased."))
    return ALLOWED


def can_download(standing: Standing) -> Verdict:
    """Winners fetch certificates and badges that count; what was once fetched says by its address that it does not."""
    if standing is Standing.VALID:
        return ALLOWED
    return refused(_l("This certificate counts no longer: its public page says why."))
