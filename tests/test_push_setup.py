"""What users choose about pushing, and what they are shown to enter in the PBX."""

from collections.abc import AsyncGenerator
import sys
from types import SimpleNamespace
from typing import Any
from unittest.mock import AsyncMock, patch

from aiohttp.test_utils import TestClient
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from tests.conftest import SetUp
from tests.simulator import Simulator

from .flows import Result, add, fields, submit as submit_step
from .pushing import PATH, TOKEN, make_push_only, turn_on

INTERNAL = "http://192.168.1.10:8123"
EXTERNAL = "https://office.example.org"
HOOK = "https://hooks.example.org/abc"
CLOUD = "homeassistant.components.cloud"


@pytest.fixture(autouse=True)
async def addresses(hass: HomeAssistant, enable_custom_integrations: None) -> None:
    """Let Home Assistant know its addresses."""
    await hass.config.async_update(internal_url=INTERNAL, external_url=EXTERNAL)


@pytest.fixture
def cloud(hass: HomeAssistant) -> Any:
    """Put a cloud in the place of the real one, which needs programs that may be missing here."""
    fake: Any = SimpleNamespace(
        async_active_subscription=lambda _: fake.is_active,
        async_get_or_create_cloudhook=AsyncMock(return_value=HOOK),
        async_delete_cloudhook=AsyncMock(),
        is_active=True,
    )
    hass.config.components.add("cloud")
    with (
        patch.dict(sys.modules, {CLOUD: fake}),
        patch("homeassistant.components.cloud", fake, create=True),
    ):
        yield fake


async def choose(hass: HomeAssistant, entry: MockConfigEntry, **typed: Any) -> Result:
    """Open the options, choose the form about pushing, and submit it."""
    options = hass.config_entries.options
    result: Result = await options.async_init(entry.entry_id)
    result = await options.async_configure(result["flow_id"], {"next_step_id": "push"})
    assert (result["step_id"], result["errors"]) == ("push", {})
    if not typed:
        return result
    result = await options.async_configure(result["flow_id"], typed)
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


async def finish(hass: HomeAssistant, result: Result) -> Result:
    assert result["step_id"] == "push_details"
    result = await hass.config_entries.options.async_configure(result["flow_id"], {})
    await hass.async_block_till_done(wait_background_tasks=True)
    return result


def offered(result: Result) -> list[str]:
    schema = {str(key): value for key, value in result["data_schema"].schema.items()}
    found: list[str] = schema["push_address"].config["options"]
    return found


async def test_turning_it_on_shows_what_to_enter_and_works_at_once(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    await set_up(internal_digits=4)
    client = await hass_client_no_auth()
    form = await choose(hass, entry)
    assert form["data_schema"]({}) == {
        "push_enabled": False,
        "push_local_only": True,
        "push_address": "internal",
    }
    result = await choose(hass, entry, push_enabled=True)
    shown = result["description_placeholders"]
    path = f"/api/webhook/{entry.data['webhook_id']}"
    assert shown["url"] == INTERNAL + path
    assert shown["token"] == entry.data["push_token"]
    assert len(shown["token"]) >= 32
    # Whoever has copied the values may just close the dialog.
    assert entry.options["push_enabled"]
    assert (await client.post(path, data="[]")).status == 401
    key = {"x-api-key": shown["token"]}
    assert (await client.post(path, data="[]", headers=key)).status == 200
    with patch.object(hass.config_entries, "async_schedule_reload") as reload:
        result = await finish(hass, result)
    assert result["type"] == "create_entry"
    assert not reload.called
    assert entry.options == {
        "internal_digits": 4,
        "push_enabled": True,
        "push_local_only": True,
        "push_address": "internal",
    }
    again = await choose(hass, entry, push_enabled=True)
    assert again["description_placeholders"] == shown


async def test_a_token_can_be_renewed(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    entry: MockConfigEntry,
    set_up: SetUp,
) -> None:
    turn_on(hass, entry)
    await set_up()
    client = await hass_client_no_auth()
    result = await choose(hass, entry, push_enabled=True, push_renew_token=True)
    token = result["description_placeholders"]["token"]
    assert token != TOKEN
    for one, status in ((TOKEN, 401), (token, 200)):
        answer = await client.post(PATH, data="[]", headers={"x-api-key": one})
        assert answer.status == status
    assert (await choose(hass, entry))["data_schema"]({})["push_renew_token"] is False


async def test_the_other_options_are_kept_and_keep_it(
    hass: HomeAssistant, entry: MockConfigEntry, set_up: SetUp
) -> None:
    turn_on(hass, entry, service_numbers=["700"])
    await set_up()
    result = await choose(hass, entry, push_enabled=False)
    assert result["type"] == "create_entry"
    assert entry.options["service_numbers"] == ["700"]
    assert entry.options["push_enabled"] is False
    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    result = await options.async_configure(result["flow_id"], {"next_step_id": "calls"})
    await options.async_configure(result["flow_id"], {"internal_digits": 3})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.options["push_enabled"] is False
    assert entry.options["internal_digits"] == 3
    assert entry.data["push_token"] == TOKEN


async def test_the_external_address_on_request(
    hass: HomeAssistant, entry: MockConfigEntry, set_up: SetUp
) -> None:
    await set_up()
    result = await choose(hass, entry, push_enabled=True, push_address="external")
    assert result["description_placeholders"]["url"].startswith(EXTERNAL)
    assert (await choose(hass, entry))["data_schema"]({})["push_address"] == "external"


@pytest.mark.parametrize("address", ["internal", "external"])
async def test_without_an_address(
    hass: HomeAssistant, entry: MockConfigEntry, set_up: SetUp, address: str
) -> None:
    await hass.config.async_update(internal_url=None, external_url=None)
    await set_up()
    with patch.object(hass.config, "api", None):
        result = await choose(hass, entry, push_enabled=True, push_address=address)
    assert result["errors"] == {"push_address": f"no_{address}_url"}
    assert "push_token" not in entry.data


async def test_the_address_in_the_cloud(
    hass: HomeAssistant, entry: MockConfigEntry, set_up: SetUp, cloud: Any
) -> None:
    await set_up()
    assert offered(await choose(hass, entry)) == ["internal", "external", "cloud"]
    typed = {"push_enabled": True, "push_address": "cloud"}
    result = await choose(hass, entry, **typed)
    assert result["errors"] == {"push_local_only": "cloud_is_not_local"}
    cloud.async_get_or_create_cloudhook.side_effect = HomeAssistantError
    result = await choose(hass, entry, **typed, push_local_only=False)
    assert result["errors"] == {"push_address": "no_cloud_url"}
    cloud.async_get_or_create_cloudhook.side_effect = None
    result = await choose(hass, entry, **typed, push_local_only=False)
    assert result["description_placeholders"]["url"] == HOOK
    cloud.is_active = False
    assert offered(await choose(hass, entry)) == ["internal", "external", "cloud"]
    result = await choose(hass, entry, **typed)
    assert result["errors"] == {"push_address": "no_cloud_url"}
    await choose(hass, entry, push_enabled=True, push_address="internal")
    cloud.async_delete_cloudhook.assert_awaited_once_with(hass, entry.data["webhook_id"])
    assert offered(await choose(hass, entry)) == ["internal", "external"]


async def test_removing_the_entry_removes_its_address_in_the_cloud(
    hass: HomeAssistant, entry: MockConfigEntry, set_up: SetUp, cloud: Any
) -> None:
    turn_on(hass, entry, push_address="cloud", push_local_only=False)
    await set_up()
    cloud.async_delete_cloudhook.side_effect = ValueError("gone")
    await hass.config_entries.async_remove(entry.entry_id)
    cloud.async_delete_cloudhook.assert_awaited_once_with(hass, entry.data["webhook_id"])


@pytest.fixture
async def client(
    hass: HomeAssistant, socket_enabled: None, hass_client_no_auth: ClientSessionGenerator
) -> AsyncGenerator[TestClient[Any, Any]]:
    """Return a client, and unload what a flow made."""
    assert await async_setup_component(hass, "webhook", {})
    assert await async_setup_component(hass, "file_upload", {})
    yield await hass_client_no_auth()
    for entry in hass.config_entries.async_entries("difuse"):
        await hass.config_entries.async_unload(entry.entry_id)


async def test_an_entry_that_only_takes_pushes(
    hass: HomeAssistant, client: TestClient[Any, Any]
) -> None:
    typed = {"host": "203.0.113.7", "advanced": {"push_only": True}}
    result = await add(hass, typed)
    assert (result["step_id"], result["errors"]) == ("push", {})
    assert result["data_schema"]({}) == {"push_local_only": True, "push_address": "internal"}
    chosen = {"push_local_only": False, "push_address": "external"}
    result = await submit_step(hass, result, chosen)
    shown = result["description_placeholders"]
    assert shown["url"].startswith(EXTERNAL)
    result = await submit_step(hass, result, {})
    assert result["type"] == "create_entry"
    assert result["title"] == "Difuse PBX"
    entry = result["result"]
    assert entry.data == {
        "host": "https://203.0.113.7",
        "push_only": True,
        "push_token": shown["token"],
        "webhook_id": shown["url"].rpartition("/")[2],
    }
    assert entry.options == {"push_enabled": True, **chosen}
    path = f"/api/webhook/{entry.data['webhook_id']}"
    answer = await client.post(path, data="[]", headers={"x-api-key": shown["token"]})
    assert answer.status == 200


async def test_it_needs_an_address(hass: HomeAssistant) -> None:
    await hass.config.async_update(external_url=None)
    result = await add(hass, {"host": "203.0.113.7", "advanced": {"push_only": True}})
    result = await submit_step(hass, result, {"push_address": "external"})
    assert result["errors"] == {"push_address": "no_external_url"}


async def test_otherwise_extension_and_secret_are_needed(
    hass: HomeAssistant, simulator: Simulator
) -> None:
    result = await add(hass, {"host": simulator.url})
    assert result["errors"] == {"extension": "invalid_extension", "secret": "secret_missing"}
    with patch("custom_components.difuse.async_setup_entry", return_value=True):
        result = await submit_step(hass, result, fields(simulator))
    assert "push_only" not in result["data"]


async def test_its_options_can_be_opened(hass: HomeAssistant, client: Any) -> None:
    entry = make_push_only(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert "push_enabled" not in (await choose(hass, entry))["data_schema"]({})
    result = await choose(hass, entry, push_local_only=False)
    assert result["step_id"] == "push_details"
    assert entry.options["push_enabled"]
    options = hass.config_entries.options
    result = await options.async_init(entry.entry_id)
    result = await options.async_configure(result["flow_id"], {"next_step_id": "calls"})
    assert result["step_id"] == "calls"


async def test_it_can_move_and_has_nothing_to_log_in_to(hass: HomeAssistant, client: Any) -> None:
    entry = make_push_only(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    result: Result = await entry.start_reconfigure_flow(hass)
    assert list(result["data_schema"].schema) == ["host"]
    result = await submit_step(hass, result, {"host": ""})
    assert result["errors"] == {"host": "invalid_host"}
    result = await submit_step(hass, result, {"host": "198.51.100.1"})
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["host"] == "https://198.51.100.1"
    assert entry.data["push_only"]
    assert entry.data["push_token"] == TOKEN
    result = await entry.start_reauth_flow(hass)
    assert result["reason"] == "push_only"
