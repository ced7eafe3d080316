"""Product picks that fit. Nothing is built here yet."""
