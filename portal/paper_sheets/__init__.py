"""Scoresheets on paper: printed blank, filled in by judges, keyed in by the secretariat, with a scan of each."""
