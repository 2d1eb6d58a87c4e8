"""Scoresheets by rubric, and the official score computed from the finished ones."""
