"""What happened, who did it and when: a hash-chained record written in the same transaction as the act."""
