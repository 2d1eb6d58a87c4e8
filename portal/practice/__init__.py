"""Practice: the panel scores the same work first, sees how its points lie, and nothing of it ever counts."""
