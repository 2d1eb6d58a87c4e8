"""The secretary's desk: accept, ask for a supplement, or refuse, always with a reason the author sees."""
