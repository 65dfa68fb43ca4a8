"""Tests of address books: vCards and CardDAV."""
