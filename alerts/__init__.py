"""Saved searches, weekly series, detectors: what is new and what is rising."""
