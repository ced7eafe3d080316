"""The commands of standing."""
