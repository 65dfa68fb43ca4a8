"""Each example in YAML on the pages for users is one that Home Assistant takes."""

import asyncio
from collections.abc import AsyncIterable
import os
from pathlib import Path
import re
import shutil
from typing import override

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import stt
from homeassistant.components.recorder.services import SERVICE_PURGE_ENTITIES_SCHEMA
from homeassistant.components.stt.const import DATA_PROVIDERS
from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, async_mock_service
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.card.registration import WWW
from tests.conftest import SetUp
from tests.home import now, poll
from tests.pages import Example, automation, blocks, examples, page, run, users_pages
from tests.plain import CHOSEN, assert_does_nothing
from tests.simulator import Leg, SimulatedPbx, Simulator, tone

EXAMPLES = examples()
AUTOMATIONS = [one for one in EXAMPLES if "triggers" in one.content]
CARDS = [one for one in EXAMPLES if "type" in one.content]
WITH_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
SAID = "Good morning, the boiler leaks."


def named(found: list[Example]) -> list[str]:
    return [f"{one.page}-{next(iter(one.content.values()))}" for one in found]


def test_each_is_of_a_kind_that_is_tried() -> None:
    """The logbook is tried in ``test_logbook``, and the others here."""
    others = [one for one in EXAMPLES if one not in AUTOMATIONS + CARDS]
    kinds = sorted((one.page, *one.content) for one in others)
    assert kinds == [
        ("entities", "logbook"),
        ("privacy", "action", "data"),
        ("transcripts", "shell_command"),
    ]


@pytest.mark.parametrize("example", AUTOMATIONS, ids=named(AUTOMATIONS))
async def test_an_automation_or_a_part_of_one(
    hass: HomeAssistant, set_up: SetUp, example: Example
) -> None:
    await set_up()
    made = {"id": "printed", "actions": [], **example.content}
    assert await async_setup_component(hass, "automation", {"automation": [made]})
    await hass.async_block_till_done()
    (state,) = hass.states.async_all("automation")
    assert state.state == "on"
    await hass.services.async_call("automation", "turn_off", {"entity_id": "all"}, blocking=True)


@pytest.mark.parametrize("example", CARDS, ids=named(CARDS))
def test_a_card(example: Example) -> None:
    """That cards do as they say, is tried in browsers."""
    card = example.content["type"].removeprefix("custom:")
    scripts = "".join(file.read_text(encoding="utf-8") for file in WWW.glob("*.js"))
    assert f'"{card}"' in scripts
    options = example.content.keys() - {"type"}
    assert not [option for option in options if f"`{option}`" not in page(example.page)]


async def test_the_action_that_takes_a_person_out_of_the_history(
    hass: HomeAssistant, set_up: SetUp, entity_registry: er.EntityRegistry
) -> None:
    (action,) = [one.content for one in EXAMPLES if one.page == "privacy"]
    assert action["action"] == "recorder.purge_entities"
    await set_up()
    asked = SERVICE_PURGE_ENTITIES_SCHEMA(action["data"])
    assert all(entity_registry.async_get(name) for name in asked["entity_id"])


async def test_live_ringing_says_the_number_and_nothing_else(
    hass: HomeAssistant, hass_client_no_auth: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "webhook", {})
    example = automation("It rings")
    sent = async_mock_service(hass, "notify", "persistent_notification")
    assert await async_setup_component(hass, "automation", {"automation": [example]})
    client = await hass_client_no_auth()
    address = f"/api/webhook/{example['triggers'][0]['webhook_id']}"
    for caller in ("+447700900101", *CHOSEN):
        event = {"event": "incoming_call", "parsed_caller": caller, "sip_account": 1}
        await client.post(address, json=event)
    await client.post(address, json={"event": "call_disconnected", "parsed_caller": "1"})
    await hass.async_block_till_done()
    said = [str(call.data["message"]) for call in sent]
    assert said[0] == "From +447700900101"
    assert len(said) == 1 + len(CHOSEN)
    for message in said[1:]:
        assert_does_nothing(message)


class Engine(stt.Provider):
    """Writes down the same, whatever is said to it."""

    def __init__(self) -> None:
        """Begin with nothing said."""
        self.sound = b""

    supported_languages = property(lambda _: ["en"])
    supported_formats = property(lambda _: [stt.AudioFormats.WAV])
    supported_codecs = property(lambda _: [stt.AudioCodecs.PCM])
    supported_bit_rates = property(lambda _: [stt.AudioBitRates.BITRATE_16])
    supported_sample_rates = property(lambda _: [stt.AudioSampleRates.SAMPLERATE_16000])
    supported_channels = property(lambda _: [stt.AudioChannels.CHANNEL_MONO])

    @override
    async def async_process_audio_stream(
        self, metadata: stt.SpeechMetadata, stream: AsyncIterable[bytes]
    ) -> stt.SpeechResult:
        self.sound = b"".join([chunk async for chunk in stream])
        return stt.SpeechResult(SAID, stt.SpeechResultState.SUCCESS)


def write_script(folder: Path, url: str, token: str) -> Path:
    """Write the files of the recipe, and a program in the place of ffmpeg that converts nothing."""
    (header,) = blocks(page("transcripts"), "text")
    (script,) = blocks(page("transcripts"), "sh")
    (folder / "header").write_text(header.replace("THE-TOKEN", token))
    for name, value in (("URL", url), ("HEADER", str(folder / "header")), ("ENGINE", "engine")):
        script, count = re.subn(rf"^{name}=.*$", f"{name}={value}", script, flags=re.MULTILINE)
        assert count == 1
    (folder / "transcript.sh").write_text(script)
    program = folder / "ffmpeg"
    program.write_text('#!/bin/sh\nfor last; do :; done\ncp "$4" "$last"\n')
    program.chmod(0o700)
    return folder / "transcript.sh"


@WITH_CURL
async def test_a_transcript_is_made_of_a_recording(
    hass: HomeAssistant,
    freezer: FrozenDateTimeFactory,
    pbx: SimulatedPbx,
    recorded: MockConfigEntry,
    hass_client_no_auth: ClientSessionGenerator,
    hass_access_token: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert await async_setup_component(hass, "stt", {})
    engine = hass.data[DATA_PROVIDERS]["engine"] = Engine()
    client = await hass_client_no_auth()
    address = str(client.make_url("")).rstrip("/")
    script = write_script(tmp_path, address, hass_access_token)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (config,) = [one.content for one in EXAMPLES if "shell_command" in one.content]
    command = config["shell_command"]["transcript"].replace("/config/transcript.sh", str(script))
    config = {"shell_command": {"transcript": command}}
    assert await async_setup_component(hass, "shell_command", config)
    sent: asyncio.Queue[ServiceCall] = asyncio.Queue()

    async def put(call: ServiceCall) -> None:
        sent.put_nowait(call)

    hass.services.async_register("notify", "persistent_notification", put)
    printed = automation("Write down what was said")
    assert await async_setup_component(hass, "automation", {"automation": [printed]})

    legs = (Leg(ring=2, talk=60, recorded=True),)
    pbx.call(source="+447700900002", name="Bob", start=now() - 90, legs=legs)
    pbx.call(source="+447700900003", name="Carol", start=now() - 80, talk=60)
    await poll(hass, freezer)
    async with asyncio.timeout(20):
        assert (await sent.get()).data == {"title": "Call with Bob", "message": SAID}
    await hass.async_block_till_done()
    assert sent.empty()
    assert engine.sound == tone()


@WITH_CURL
async def test_somebody_rings_in_vain_at_the_simulated_pbx(
    socket_enabled: None, pbx: SimulatedPbx
) -> None:
    (ring,) = [one for one in blocks(users_pages()["README"], "sh") if "_simulator" in one]
    async with Simulator(pbx, tls=True) as simulator:
        address = "https://127.0.0.1:8188"
        assert address in ring
        await run(ring.replace(address, simulator.url))
    (row,) = pbx.rows
    assert row.data["disposition"] == "NO ANSWER"
    assert row.data["destination"] == "1001"
