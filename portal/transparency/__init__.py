"""The log of heads: rule, submissions, sheets and decisions are sealed and signed before anybody can know better."""
