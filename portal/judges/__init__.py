"""Judges, panels and conflicts of interest."""
