"""The desk: the inbox and the page of one case, where agents work."""
