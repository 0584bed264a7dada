"""Tests of the ui kit that need no browser."""
