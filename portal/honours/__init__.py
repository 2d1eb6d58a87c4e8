"""What winners get after publication: certificates, badges and money; and what happens when a prize is revoked."""
