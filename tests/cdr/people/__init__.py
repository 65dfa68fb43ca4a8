"""Tests of people: numbers, places, names."""
