"""The shapes of the tables of cases, in order of time."""
