"""Advice on a draft, for the writer, before sending. Text in, advice out; nothing is stored."""
