"""Tests of what every wing stands on."""
