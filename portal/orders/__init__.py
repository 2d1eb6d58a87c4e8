"""Rounds in which judges put works in order, by hand or from answers about pairs; orders end in scoresheets."""
