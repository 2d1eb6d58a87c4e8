"""Every e-mail the portal sends, by topic; each has a folder of templates."""

from enum import StrEnum


class Topic(StrEnum):
    """Why somebody is written to."""

    ACCOUNT_VERIFY = "account_verify"
    ACCOUNT_EXISTS = "account_exists"
    ACCOUNT_RESET = "account_reset"
    ACCOUNT_INVITED = "account_invited"
    FILE_INFECTED = "file_infected"
    DEADLINE_NEAR = "deadline_near"
    DEADLINE_EXTENDED = "deadline_extended"
    COLLABORATOR_INVITED = "collaborator_invited"
    COLLABORATOR_ANSWERED = "collaborator_answered"
    OWNERSHIP_TRANSFERRED = "ownership_transferred"
    CONFIRMATION_ASKED = "confirmation_asked"
    CONFIRMATION_ANSWERED = "confirmation_answered"
    SUBMISSION_RECEIPT = "submission_receipt"
    PAPER_RECEIPT = "paper_receipt"
    PAPER_OFFERED = "paper_offered"
    SCREENING_ACCEPTED = "screening_accepted"
    SCREENING_SUPPLEMENT = "screening_supplement"
    SCREENING_REINSTATED = "screening_reinstated"
    MESSAGE_RECEIVED = "message_received"
    SCREENING_REFUSED = "screening_refused"
    JUDGE_INVITED = "judge_invited"
    ASSIGNMENT_PUBLISHED = "assignment_published"
    ASSIGNMENT_RECUSED = "assignment_recused"
    SCORING_REOPENED = "scoring_reopened"
    RESULT_PUBLISHED = "result_published"
