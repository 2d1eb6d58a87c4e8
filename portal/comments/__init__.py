"""What the public says about the shortlisted works before the council votes: comments, support, objections."""
