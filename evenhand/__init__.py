"""Evenhand: customer service in good faith."""
