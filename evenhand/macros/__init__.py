"""Prepared answers in several languages, with what is done along with them. Never a way round a policy."""
