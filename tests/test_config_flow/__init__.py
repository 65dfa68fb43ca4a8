"""Tests of the config flow, against a PBX on the loopback interface."""
