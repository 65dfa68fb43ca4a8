"""Assist's own agent, without a language model: who called last, who is to be called back."""

from .intents import async_setup_assist

__all__ = ["async_setup_assist"]
