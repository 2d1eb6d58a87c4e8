"""A dress rehearsal: a whole edition run through the real services on made-up people and real works."""
