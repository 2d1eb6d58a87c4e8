"""Background work whose truth is a row in the database: queued, leased, retried, never lost."""
