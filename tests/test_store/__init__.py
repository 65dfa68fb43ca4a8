"""The store: a broken file, one from the future, and a disk that fails."""
