"""People: sign-up, sign-in, profile, and the roles granted to them per edition and category."""
