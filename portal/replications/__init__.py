"""What becomes of works after the prize: replication sheets, who adopts them, and check-ins with winners."""
