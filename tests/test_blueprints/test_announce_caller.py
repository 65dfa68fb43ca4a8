"""A caller is announced by name."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from tests.blueprints import Use, call, call_as, messages
from tests.conftest import SetUp
from tests.home import poll
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import SimulatedPbx


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({}, ["Alice has called", "You missed a call from Bob"]),
        ({"only_missed": True}, ["You missed a call from Bob"]),
        ({"pbx": "another"}, []),
        (
            {"people": ["0044 7700-900003 = Aunt = Mary", "nonsense"], "names_of_pbx": False},
            ["Aunt = Mary has called"],
        ),
        (
            {"people": ["+447700900001=Mum"]},
            ["Mum has called", "You missed a call from Bob"],
        ),
    ],
)
async def test_the_caller_is_announced(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    set_up: SetUp,
    use: Use,
    inputs: dict[str, Any],
    expected: list[str],
) -> None:
    said = async_mock_service(hass, "tts", "speak")
    await set_up()
    fixed = {"speaker": "media_player.office", "voice": "tts.voice"}
    await use("announce_caller", **fixed, **inputs)
    call(pbx, name="Alice")
    call(pbx, "+447700900002", name="Bob", disposition="NO ANSWER")
    call(pbx, "+447700900003", name="+447700900003")
    call(pbx, "anonymous")
    call(pbx, "1002", name="Carol")
    call(pbx, "1002", name="Carol", destination="+447700900001")
    await poll(hass, freezer)
    internal = [text for text in messages(said) if "Carol" in text]
    assert internal == []
    assert messages(said) == expected
    for one in said:
        assert one.data["media_player_entity_id"] == "media_player.office"
        assert one.data["entity_id"] == ["tts.voice"]


async def test_a_name_is_spoken_and_nothing_else(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, pbx: SimulatedPbx, set_up: SetUp, use: Use
) -> None:
    """Some voices take markup."""
    said = async_mock_service(hass, "tts", "speak")
    await set_up()
    await use("announce_caller", speaker="media_player.office", voice="tts.voice")
    call_as(pbx, CHOSEN)
    await poll(hass, freezer)
    assert len(said) == len(CHOSEN)
    for message in messages(said):
        assert_does_nothing(message)
