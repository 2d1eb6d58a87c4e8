"""Machine-readable endpoints."""
