"""How many judges should read each submission: what plans cost, and what may be expected of their rankings."""
