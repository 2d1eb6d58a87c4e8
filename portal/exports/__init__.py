"""Results and lists as files: JSON and CSV."""
