"""Django's database back end for SQLite, with commits that wait for the disk together. See base.py."""
