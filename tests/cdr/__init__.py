"""Tests of the library, which needs no Home Assistant."""
