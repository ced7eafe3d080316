"""The mathematics of judging people by few answers. No Django, no database."""
