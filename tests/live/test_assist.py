"""The newest Home Assistant answers questions about calls by itself."""

from pathlib import Path

from tests.simulator import SimulatedPbx, Simulator

from .flow import add_entry
from .hass import HassProcess

ANSWERS = {"extension": "4001", "secret": "difuse-demo"}
EVENT = "event.difuse_pbx_call"
ALICE = "+447700900001"


async def ask(hass: HassProcess, text: str) -> str:
    """Ask as the dialog of Home Assistant does, and return what is said."""
    result = await hass.ws_call("conversation/process", text=text, language="en")
    said: str = result["response"]["speech"]["plain"]["speech"]
    return said


async def test_questions_over_the_websocket(tmp_path: Path) -> None:
    pbx = SimulatedPbx()
    pbx.call(source=ALICE, name="Alice [x](https://evil.example)", disposition="NO ANSWER")
    hass = HassProcess(tmp_path / "config", extra_yaml="conversation:\n")
    async with Simulator(pbx) as simulator, hass:
        await add_entry(hass, {"host": simulator.url, **ANSWERS})
        assert (await ask(hass, "Who called last?")).startswith(
            "I'm not allowed to talk about calls."
        )
        await hass.ws_call(
            "homeassistant/expose_entity",
            assistants=["conversation"],
            entity_ids=[EVENT],
            should_expose=True,
        )
        said = await ask(hass, "Who called last?")
        assert said.startswith("The last call was from Alice x https evil. example, ")
        assert said.endswith("It was missed.")
        assert "Alice" in await ask(hass, "Did Alice call me?")
        assert (await ask(hass, "Did Dave call today?")).startswith("No, ")
        assert (await ask(hass, "Who do I have to call back?")) == "There is nobody to call back."
        assert "Alice" in await ask(hass, "Did I miss any calls?")
        await hass.stop()
        await hass.start()
        assert await ask(hass, "Who called last?") == said
