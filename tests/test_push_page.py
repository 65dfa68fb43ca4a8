"""The curl examples on the page about pushing work as printed."""

import shutil

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import SetUp

from .home import state_of
from .pages import blocks, page, run
from .pushing import PATH, TOKEN, let_legs_come, turn_on

PAGE = page("push")
BLOCKS = blocks(PAGE, "sh")


def filled_in(url: str) -> str:
    """Return the first block, with what Home Assistant shows in the place of the examples."""
    lines = dict(line.split("=", 1) for line in BLOCKS[0].splitlines())
    assert set(lines) == {"URL", "TOKEN"}
    return f"URL={url}\nTOKEN={TOKEN}\n"


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
async def test_the_examples_work_as_printed(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    turn_on(hass, entry)
    await set_up(**entry.options, keep_days=0)  # the example is from 2024
    client = await hass_client_no_auth()
    head = filled_in(str(client.make_url(PATH)))
    bell, wrong, whole = BLOCKS[1:]
    assert await run(head + bell) == "poll follows 202\n" * 3
    assert (await run(head + wrong)).endswith(" 401\n")
    assert await run(head + whole) == "merged 200\n"
    await let_legs_come(hass, freezer)
    assert state_of(hass, "last_caller").state == "4001"


def test_every_status_is_named() -> None:
    for status in (200, 202, 400, 401, 403, 405, 413, 503):
        assert str(status) in PAGE
