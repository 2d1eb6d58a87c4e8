"""Rankings, immutable lists, and the decision that gives prizes within the caps."""
