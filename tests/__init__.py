"""Tests of the Difuse integration."""
