"""Puts every test run into test mode before anything reads the settings. Loaded by pytest's own `-p`."""

import os

os.environ.setdefault("EVENHAND_MODE", "test")
