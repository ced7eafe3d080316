"""One question, one vote, an optional reason. Not whose fault a no was."""
