"""Who judges what: a solver run, proposed and then published, that never assigns a conflict."""
