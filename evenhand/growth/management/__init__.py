"""The commands of growth."""
