"""Tests that run a real Home Assistant process, and what they need for it."""
