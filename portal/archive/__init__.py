"""Closing an edition: nothing changes any more, and everything of it is sealed into one file that proves itself."""
