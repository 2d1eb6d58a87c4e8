"""What an archive holds of each table: the list to which every new table is added, kept or left out with its reason."""

from dataclasses import dataclass
from typing import Any

from portal.accounts.models import RoleGrant, User
from portal.anchors.models import Anchor, AnchorFile, AnchorReference, PracticeScore, PracticeSheet
from portal.archive.models import Closing
from portal.assignments.models import Assignment, AssignmentRun, PairRule, Preference
from portal.attachments.models import Attachment, Rendition
from portal.audit.models import AuditEvent, ChainHead
from portal.awards.models import Award, Category, Criterion, Edition, FormDraft, FormVersion, Prize, Round
from portal.ballots.models import (
    BallotBox,
    BallotDraft,
    BallotResult,
    BallotVoter,
    CastingVote,
    OpenVote,
    PaperCount,
    Urn,
)
from portal.comments.models import Claim, ClaimFile, Comment, CommentPeriod, PeriodReport
from portal.decisions.models import (
    Decision,
    DecisionPaper,
    DecisionProposal,
    DroppedMove,
    ListAdjustment,
    ListChange,
    ListEntry,
    ListHold,
    ListVersion,
    PaperAnswer,
    Signature,
)
from portal.deliberations.models import AgendaItem, Attendee, Meeting, Minutes, MinutesSignature, Motion
from portal.feedback.models import FeedbackLetter, FeedbackOpening, FeedbackRun
from portal.honours.models import BankDetails, Certificate, CertificateFile, IssueRun, Revocation, RevocationProposal
from portal.jobs.models import Job
from portal.judges.models import (
    Conflict,
    Declaration,
    Judge,
    JudgeOrganisation,
    Objection,
    OrganisationGroup,
    PanelInvitation,
    PanelSeat,
)
from portal.notifications.models import Email
from portal.orders.models import Comparison, Order
from portal.paper_sheets.models import PaperSheet
from portal.presentations.models import PresentationSession, PresentationSlot
from portal.publication.models import (
    Publication,
    PublicChange,
    PublishedEdition,
    PublishedWord,
    PublishedWork,
    ReleaseCheck,
    ReleasePlan,
    Telling,
)
from portal.replications.models import Adoption, CheckIn, ReplicationSheet
from portal.scoring.models import Score, ScoreChange, Scoresheet
from portal.screening.models import ChecklistAnswer, Message, Resemblance, Screening
from portal.submissions.models import (
    Author,
    Collaborator,
    Confirmation,
    DeadlineExtension,
    DraftChange,
    PaperArrival,
    PaperPerson,
    Reminder,
    Submission,
    SubmissionFile,
    SubmissionVersion,
)
from portal.transparency.models import HeadToken, LogHead, LogLeaf

EDITION = "edition_id"
SUBMISSION = "submission_id"


@dataclass(frozen=True, slots=True)
class Kept:
    """A table in the archive: its rows are those that `through` leads to the edition, step by step.

    Without `through` they are the rows that some other kept row points at. `personal` columns tell of people, and
    `withheld` ones are not written at all.
    """

    model: Any
    through: str = ""
    personal: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The name of the table."""
        return str(self.model.__tablename__)


def _kept(model: Any, through: str = "", personal: str = "", withheld: str = "") -> Kept:
    return Kept(model, through, frozenset(personal.split()), frozenset(withheld.split()))


# Each stands behind the table its `through` leads to, so that a reader of the archive meets what is pointed at first.
KEPT = (
    _kept(Award),
    _kept(Edition, "id"),
    _kept(FormVersion, EDITION),
    _kept(Category, EDITION, "agency_contact"),
    _kept(Criterion, "category_id"),
    _kept(Prize, EDITION),
    _kept(Round, EDITION),
    _kept(RoleGrant, EDITION),
    _kept(DeadlineExtension, EDITION),
    _kept(Submission, EDITION, "summary organisation eligibility answers", "search_text"),
    _kept(Author, SUBMISSION, "full_name organisation job_title email minor"),
    _kept(Collaborator, SUBMISSION, "email name"),
    _kept(Confirmation, SUBMISSION, "subject email answered_by position remark"),
    _kept(PaperArrival, SUBMISSION),
    _kept(PaperPerson, SUBMISSION, "name email phone address"),
    _kept(SubmissionFile, SUBMISSION),
    _kept(SubmissionVersion, SUBMISSION, "content receipt"),
    _kept(Reminder, SUBMISSION),
    _kept(Screening, SUBMISSION, "reason"),
    _kept(ChecklistAnswer, SUBMISSION, "remark"),
    _kept(Message, SUBMISSION, "body"),
    _kept(Resemblance, "later_id", "reason"),
    _kept(Email, SUBMISSION, "recipient subject body_text body_html"),
    _kept(Judge, EDITION, "about phone"),
    _kept(JudgeOrganisation, "judge_id", "name"),
    _kept(PanelSeat, "judge_id"),
    _kept(PanelInvitation, EDITION, "name email profile reason suggested_name suggested_email"),
    _kept(OrganisationGroup, EDITION),
    _kept(Conflict, SUBMISSION, "evidence reason"),
    _kept(Declaration, SUBMISSION),
    _kept(Objection, SUBMISSION, "name organisation reason"),
    _kept(Preference, SUBMISSION),
    _kept(PairRule, SUBMISSION, "reason"),
    _kept(AssignmentRun, EDITION),
    _kept(Assignment, SUBMISSION),
    _kept(PresentationSession, EDITION),
    _kept(PresentationSlot, "session_id"),
    _kept(Anchor, EDITION, "text"),
    _kept(AnchorFile, "anchor_id"),
    _kept(AnchorReference, "anchor_id"),
    _kept(PracticeSheet, "anchor_id", "excuse"),
    _kept(PracticeScore, "sheet_id", "comment"),
    _kept(Scoresheet, "assignment_id", "comment_for_author private_note"),
    _kept(Score, "scoresheet_id", "comment"),
    _kept(ScoreChange, "scoresheet_id", "before after"),
    _kept(PaperSheet, "scoresheet_id", "reason objection"),
    _kept(Order, "category_id"),
    _kept(Comparison, "order_id"),
    _kept(LogHead, EDITION),
    _kept(LogLeaf, "head_id"),
    _kept(HeadToken, "head_id"),
    _kept(ListVersion, EDITION),
    _kept(ListEntry, "list_version_id"),
    _kept(ListHold, EDITION),
    _kept(ListChange, "list_version_id", "reason"),
    _kept(DroppedMove, "list_version_id", "motion reason"),
    _kept(ListAdjustment, "list_version_id", "reason"),
    _kept(Signature, "list_version_id", "name"),
    _kept(CommentPeriod, EDITION, "short_reason extension_reason"),
    _kept(Comment, "period_id", "name email text reason", "support_key"),
    _kept(Claim, "comment_id", "question reply answer"),
    _kept(ClaimFile, "claim_id"),
    _kept(PeriodReport, "period_id"),
    _kept(BallotBox, EDITION, withheld="salt"),
    _kept(BallotVoter, "box_id", "name"),
    _kept(OpenVote, "voter_id"),
    _kept(BallotResult, "box_id"),
    _kept(CastingVote, "box_id", "reason"),
    _kept(Meeting, EDITION),
    _kept(Attendee, "meeting_id", "name"),
    _kept(AgendaItem, "meeting_id", "conclusion room"),
    _kept(Motion, "item_id", "text proposed_by room"),
    _kept(Minutes, EDITION, "content"),
    _kept(MinutesSignature, "minutes_id", "name"),
    _kept(DecisionProposal, EDITION, "signatory answer"),
    _kept(Decision, EDITION, "signatory"),
    _kept(DecisionPaper, "decision_id", "signed_by reason", "object_key"),
    _kept(PaperAnswer, "paper_id", "reason"),
    _kept(FeedbackLetter, SUBMISSION, "texts general approval_reason"),
    _kept(FeedbackOpening, EDITION),
    _kept(FeedbackRun, EDITION),
    _kept(Publication, EDITION),
    _kept(ReleasePlan, EDITION, "reason"),
    _kept(IssueRun, EDITION),
    _kept(Certificate, EDITION, "recipient content reason"),
    _kept(CertificateFile, "certificate_id", withheld="object_key"),
    _kept(Revocation, EDITION, "reason"),
    _kept(RevocationProposal, EDITION, "reason answer"),
    _kept(BankDetails, EDITION, withheld="closed ending"),
    _kept(ReplicationSheet, SUBMISSION, "contact"),
    _kept(Adoption, SUBMISSION, "reporter email remark"),
    _kept(CheckIn, SUBMISSION, "figures problems"),
    _kept(Attachment, personal="filename", withheld="object_key upload_id"),
    _kept(Rendition, "attachment_id", withheld="object_key"),
    _kept(User, personal="email name organisation", withheld="password_hash session_epoch"),
)

LEFT_OUT = {
    AuditEvent.__tablename__: "The events stand in audit.jsonl, as links of the chain.",
    ChainHead.__tablename__: "The end of the chain stands in the manifest.",
    Job.__tablename__: "How the work was done in the background says nothing of the award.",
    FormDraft.__tablename__: "What was being written and never published was never in force.",
    DraftChange.__tablename__: "Kept for a while only, so that two edits at once can be joined.",
    BallotDraft.__tablename__: "What a member had ticked and not handed in is nobody's vote.",
    Urn.__tablename__: "An urn is emptied when its ballot is closed; what it came to is kept.",
    PaperCount.__tablename__: "A first count of papers is deleted when the second agrees.",
    PublicChange.__tablename__: "Tells caches that a page is out of date, and nothing of the award.",
    PublishedEdition.__tablename__: "Made of the release for the public pages, and made anew from it at any time.",
    PublishedWork.__tablename__: "Made of the release for the public pages, and made anew from it at any time.",
    PublishedWord.__tablename__: "Made of the release for the search of the public pages.",
    ReleaseCheck.__tablename__: "What was found out before a release; whoever has the release finds it out anew.",
    Telling.__tablename__: "How far the letters of a release have come; the letters are kept.",
    Closing.__tablename__: "The closing stands in the manifest; how far its archive has come changes while it is made.",
}


def described() -> dict[str, Any]:
    """The list as data for the archive itself: which columns tell of people, which are not there, what is left out."""
    return {
        "kept": {
            one.name: {"through": one.through, "personal": sorted(one.personal), "left_out": sorted(one.withheld)}
            for one in KEPT
        },
        "left_out": LEFT_OUT,
    }
