"""The author's side: eligibility, draft, authors, dossier, submitting, and the receipt."""
