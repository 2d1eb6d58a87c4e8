"""Works by which a panel finds its measure: what everybody scores first for practice, and controls among the rest."""
