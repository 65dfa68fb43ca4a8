"""Tries to break the promise: every call is announced, once, whatever happens."""
