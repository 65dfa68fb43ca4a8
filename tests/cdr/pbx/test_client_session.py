"""The client and the session that its caller owns, and may close at any time."""

from unittest.mock import patch

from aiohttp import ClientSession
import pytest
from yarl import URL

from custom_components.difuse.cdr.pbx import Credentials, PbxClient, PbxConnectionError

LOGIN = Credentials("4001", "0" * 64)


async def test_a_session_that_was_closed_leads_nowhere() -> None:
    async with ClientSession() as session:
        client = PbxClient(session, URL("https://pbx.example"), LOGIN)
    with pytest.raises(PbxConnectionError, match="session is closed"):
        await client.read_page(1, 1)
    with pytest.raises(PbxConnectionError, match="session is closed"):
        await client.read_recording("/recording.wav")


async def test_a_mistake_in_the_program_is_not_taken_for_the_pbxs() -> None:
    async with ClientSession() as session:
        client = PbxClient(session, URL("https://pbx.example"), LOGIN)
        with (
            patch.object(session, "_request", side_effect=RuntimeError("no event loop")),
            pytest.raises(RuntimeError, match="no event loop"),
        ):
            await client.read_page(1, 1)
