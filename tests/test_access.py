"""Who may ask for calls by an action: whoever may read the entity that shows them."""

from typing import Any, Final

from homeassistant.auth.models import User
from homeassistant.auth.permissions.types import PolicyType
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.difuse.const import DOMAIN
from tests.conftest import SetUp
from tests.home import EVENT, SENSOR, now, state_of
from tests.listening import token_of, user_who_may
from tests.pushing import ALICE
from tests.simulator import SimulatedPbx

NOTHING: Final[list[PolicyType]] = [
    {},
    {"entities": {"domains": {"light": True}}},
    {"entities": {"entity_ids": {f"{SENSOR}last_caller": True}}},
    {"entities": {"entity_ids": {f"{SENSOR}recent_calls": True}}},
    {"entities": {"entity_ids": {EVENT: {"control": True}}}},
]
SEES: Final[list[PolicyType]] = [
    {"entities": True},
    {"entities": {"domains": {"event": True}}},
    {"entities": {"entity_ids": {EVENT: {"read": True}}}},
]
ACTIONS: Final = ("get_calls", "mark_missed_calls_seen")


@pytest.fixture
async def office(pbx: SimulatedPbx, set_up: SetUp) -> MockConfigEntry:
    """Set up a PBX that missed a call since."""
    entry = await set_up()
    pbx.call(source=ALICE, start=now() - 60, disposition="NO ANSWER")
    await entry.runtime_data.async_refresh()
    return entry


async def act(hass: HomeAssistant, user_id: str | None, action: str, **data: Any) -> Any:
    """Call an action as somebody; return what it answers."""
    return await hass.services.async_call(
        DOMAIN,
        action,
        data,
        blocking=True,
        context=Context(user_id=user_id),
        return_response=action == "get_calls",
    )


def missed(hass: HomeAssistant) -> str:
    """Return how many missed calls nobody has seen."""
    return state_of(hass, "new_missed_calls").state


async def works(hass: HomeAssistant, user_id: str | None) -> bool:
    """Return whether both actions do what they should."""
    answer = await act(hass, user_id, "get_calls")
    callers = [call["caller_number"] for call in answer["calls"]]
    assert missed(hass) == "1"
    await act(hass, user_id, "mark_missed_calls_seen")
    return callers == [ALICE] and missed(hass) == "0"


@pytest.mark.parametrize("policy", SEES)
async def test_a_user_who_may_read_the_event_entity_may_ask(
    hass: HomeAssistant, office: MockConfigEntry, policy: PolicyType
) -> None:
    assert await works(hass, user_who_may(hass, policy).id)


@pytest.mark.parametrize("policy", NOTHING)
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("names_it", [True, False])
async def test_a_user_who_may_not_is_refused(
    hass: HomeAssistant, office: MockConfigEntry, policy: PolicyType, action: str, *, names_it: bool
) -> None:
    user = user_who_may(hass, policy)
    data = {"config_entry_id": office.entry_id} if names_it else {}
    with pytest.raises(Unauthorized) as caught:
        await act(hass, user.id, action, **data)
    assert caught.value.permission == "read"
    assert caught.value.config_entry_id == office.entry_id
    assert missed(hass) == "1"


async def test_an_administrator_may_ask(
    hass: HomeAssistant, hass_admin_user: User, office: MockConfigEntry
) -> None:
    assert await works(hass, hass_admin_user.id)


async def test_an_automation_that_runs_by_itself_may_ask(
    hass: HomeAssistant, office: MockConfigEntry
) -> None:
    assert await works(hass, None)


@pytest.mark.parametrize("action", ACTIONS)
async def test_a_user_who_is_gone_is_refused(
    hass: HomeAssistant, office: MockConfigEntry, action: str
) -> None:
    with pytest.raises(UnknownUser):
        await act(hass, "0123456789abcdef", action)
    assert missed(hass) == "1"


async def test_a_user_who_may_not_read_one_pbx_marks_the_calls_of_none(
    hass: HomeAssistant, office: MockConfigEntry
) -> None:
    other = MockConfigEntry(domain=DOMAIN, title="Other PBX", data=office.data)
    other.add_to_hass(hass)
    await hass.config_entries.async_setup(other.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    user = user_who_may(hass, {"entities": {"entity_ids": {EVENT: True}}})
    with pytest.raises(Unauthorized):
        await act(hass, user.id, "mark_missed_calls_seen")
    assert missed(hass) == "1"
    await act(hass, user.id, "mark_missed_calls_seen", config_entry_id=office.entry_id)
    assert missed(hass) == "0"
    await hass.config_entries.async_unload(other.entry_id)


async def test_where_the_event_entity_was_removed_nobody_but_administrators_may_ask(
    hass: HomeAssistant, hass_admin_user: User, office: MockConfigEntry
) -> None:
    er.async_get(hass).async_remove(EVENT)
    user = user_who_may(hass, {"entities": True})
    with pytest.raises(Unauthorized):
        await act(hass, user.id, "get_calls")
    assert await works(hass, hass_admin_user.id)


@pytest.mark.parametrize(("policy", "status"), [(NOTHING[1], 401), (SEES[1], 200)])
async def test_over_http_the_action_is_refused_as_the_entity_is(
    hass: HomeAssistant,
    hass_client_no_auth: ClientSessionGenerator,
    office: MockConfigEntry,
    policy: PolicyType,
    status: int,
) -> None:
    assert await async_setup_component(hass, "api", {})
    token = await token_of(hass, user_who_may(hass, policy))
    client = await hass_client_no_auth()
    headers = {"Authorization": f"Bearer {token}"}
    asked = await client.post(
        f"/api/services/{DOMAIN}/get_calls?return_response", headers=headers, json={}
    )
    seen = await client.get(f"/api/states/{EVENT}", headers=headers)
    assert (asked.status, seen.status) == (status, status)
    assert (ALICE in await asked.text()) == (status == 200)
