"""Template filters of policies."""
