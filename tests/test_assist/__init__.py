"""Assist's own agent, asked in sentences."""
