"""What the portal notices in a dossier by itself, for the secretary to look at."""

from dataclasses import dataclass

from flask_babel import gettext as _

from portal.attachments.models import ScanState
from portal.awards.checks import checks_of
from portal.awards.form import Question, asked_questions
from portal.core.i18n import localized
from portal.submissions.asked import asked_pages_for, asked_slots_for
from portal.submissions.collaboration import confirmed_subjects
from portal.submissions.models import ConfirmationKind, Origin, Submission
from portal.submissions.nominations import unconfirmed
from portal.submissions.rules import missing_slots, page_problems, shares_are_whole
from portal.submissions.snapshot import kept_files, snapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing noticed; `fine` ones are shown too, so that one sees they were looked at."""

    text: str
    fine: bool


def findings(submission: Submission, questions: list[Question]) -> list[Finding]:
    """Shares, malware scans and flagged eligibility answers."""
    files = kept_files(submission)
    unscanned = [file for file in files if file.attachment.scan_state is not ScanState.CLEAN]
    whole = shares_are_whole(author.share for author in submission.authors)
    found = [
        Finding(_("The shares of the authors make 100 percent"), whole),
        Finding(_("Every file was scanned for malware and is clean"), not unscanned),
    ]
    applied = confirmed_subjects(submission, ConfirmationKind.ORGANISATION)
    asked = [one for one in submission.confirmations if one.kind is not ConfirmationKind.NOMINEE]
    if applied or asked:
        found.append(Finding(_("An organisation has confirmed that the work is applied"), bool(applied)))
    consents = confirmed_subjects(submission, ConfirmationKind.GUARDIAN)
    found += [
        Finding(_("A guardian has consented for %(name)s", name=author.full_name), author.full_name in consents)
        for author in submission.authors
        if author.minor
    ]
    if submission.edition.is_track:
        waiting = {author.id for author in unconfirmed(submission)}
        found += [
            Finding(_("%(name)s agrees to be nominated", name=author.full_name), author.id not in waiting)
            for author in submission.authors
        ]
    if submission.origin is Origin.PAPER:
        found += [Finding(text, False) for text in _blanks(submission)]
    # What one of the award's rules looks at is told there.
    ruled = {check.question for check in checks_of(submission.edition)}
    for question in asked_questions(questions, submission.eligibility):
        given = submission.eligibility.get(question.code)
        if given is None and submission.origin is Origin.PAPER:
            found.append(Finding(_("Not asked, look at the paper: %(what)s", what=localized(question.question)), False))
        elif question.code not in ruled and given not in question.passes:
            found.append(Finding(localized(question.flag) or localized(question.question), False))
    return found


def _blanks(submission: Submission) -> list[str]:
    """What the paper leaves blank though it is asked, and paper that came late."""
    lacking = [(_("Summary"), not submission.summary.strip()), (_("Authors and shares"), not submission.authors)]
    found = [_("Blank or unclear on the paper: %(what)s", what=name) for name, lacks in lacking if lacks]
    for page in asked_pages_for(submission):
        wrong = page_problems(page, submission.answers)
        names = {field.key: localized(field.label) for field in page.fields}
        found += [_("Blank or unclear on the paper: %(what)s", what=names.get(key, page.code)) for key in wrong]
    slots = missing_slots(asked_slots_for(submission), snapshot(submission).files)
    found += [_("No scan of: %(what)s", what=localized(slot.name)) for slot in slots]
    late = [one.late_reason for one in submission.arrivals if one.late_reason]
    return [*found, *(_("Came late, taken because: %(why)s", why=why) for why in late)]
