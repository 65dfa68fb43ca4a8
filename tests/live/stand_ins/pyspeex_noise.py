"""Stands in for pyspeex-noise, which needs a C++ compiler and is only imported here."""


class AudioProcessor:
    """Takes the place of the real filter for noise, and is never used."""
