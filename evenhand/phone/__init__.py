"""Calls as telephone systems tell of them: who rings, who speaks, how long, the work afterwards. Never the voice."""
