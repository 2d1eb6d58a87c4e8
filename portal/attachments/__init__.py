"""Uploaded files: straight from the browser to the store, verified by size and SHA-256; has no routes of its own."""
