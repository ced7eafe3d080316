"""Pages of people: the doors, the directory, and everybody's own page."""
