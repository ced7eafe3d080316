"""Commands of phone."""
