"""Private servers for the tests: PostgreSQL, Redis, Ceph's S3, clamd; started for one command, then gone."""
