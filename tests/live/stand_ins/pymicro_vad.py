"""Stands in for pymicro-vad, which needs a C++ compiler and is only imported here."""


class MicroVad:
    """Takes the place of the real detector of voices, and is never used."""
