"""Putting it right: claims, what the policy allows, what was given, and the money ledger. Never who is to blame."""
