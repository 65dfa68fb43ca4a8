"""Tests that look at the real frontend in a headless Chromium, and what they need for it."""
