"""A living demo marketplace from a fixed seed. Only on loopback, never in production."""
