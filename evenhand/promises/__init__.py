"""Promises: by when we want to have answered and settled a case, and how long work and waits take; nobody is judged."""
