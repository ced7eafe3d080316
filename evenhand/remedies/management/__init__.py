"""Commands of remedies."""
