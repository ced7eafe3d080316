"""Journeys across rooms, and the architecture itself."""
