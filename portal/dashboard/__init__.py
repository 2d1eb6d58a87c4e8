"""The organizers' overview: what needs doing now, and the funnel of the edition."""
