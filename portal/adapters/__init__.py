"""The outside world: object store, malware scanner, mail, PDF, signatures, queue; nothing else talks to it."""
