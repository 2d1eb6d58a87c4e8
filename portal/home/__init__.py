"""The public front page and the calls of open editions."""
