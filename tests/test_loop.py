"""The loop of each test notices what would go wrong now and then in a real Home Assistant."""

import asyncio

import pytest


@pytest.mark.parametrize("way", ["call_soon", "call_later", "call_at"])
async def test_no_other_thread_may_use_it(way: str) -> None:
    plan = getattr(asyncio.get_running_loop(), way)
    arguments = (print,) if way == "call_soon" else (1e9, print)
    with pytest.raises(RuntimeError, match="Another thread"):
        await asyncio.to_thread(plan, *arguments)
