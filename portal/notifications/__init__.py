"""E-mails as rows of the business transaction, rendered in the reader's language and sent by a job."""
