"""The council's deliberation room: agenda, attendance, motions, and minutes that are signed."""
