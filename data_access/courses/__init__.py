"""Courses: what a fact says of one place over all time, read once; any period of it is then summed up in memory."""
