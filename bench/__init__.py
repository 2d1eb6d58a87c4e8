"""Measurements of what people wait for; never part of the tests."""
