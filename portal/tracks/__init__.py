"""Ad-hoc tracks outside the cycle: opened on one page, and their whole path with the days it took."""
