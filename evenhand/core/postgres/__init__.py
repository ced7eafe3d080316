"""Django's database back end for PostgreSQL, with room for statements that stay prepared. See base.py."""
