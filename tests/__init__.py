"""The suite mirrors `portal/`; journeys cross features; browser tests drive a real Chromium."""
