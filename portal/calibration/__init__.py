"""From scoresheets to calibrated scores: severities of judges, honest uncertainty, and when neither may be shown."""
