"""Tests of quality reviews."""
