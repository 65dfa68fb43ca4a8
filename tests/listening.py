"""What tests of recordings share: recorded calls, users, and ways to listen."""

from typing import Any, Final

from aiohttp.test_utils import TestClient
from homeassistant.auth.models import User
from homeassistant.auth.permissions.types import PolicyType
from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import CLIENT_ID, MockConfigEntry, MockUser

from custom_components.difuse.cdr import Call
from tests.home import assert_private
from tests.simulator import Leg, SimulatedPbx
from tests.simulator.recordings import PREFIX

RECORDED: Final = (Leg(ring=2, talk=60, recorded=True),)

type Client = TestClient[Any, Any]


def recordings_asked(pbx: SimulatedPbx) -> list[str]:
    """Return the paths of the recordings that the PBX was asked for."""
    return [request.path for request in pbx.requests if request.path.startswith(PREFIX)]


def latest(entry: MockConfigEntry) -> Call:
    """Return the call that is first in the entry's list."""
    call: Call = entry.runtime_data.data.recent[0]
    return call


async def token_of(hass: HomeAssistant, user: User) -> str:
    """Log a user in."""
    refresh = await hass.auth.async_create_refresh_token(user, CLIENT_ID)
    return hass.auth.async_create_access_token(refresh)


def user_who_may(hass: HomeAssistant, policy: PolicyType) -> MockUser:
    """Make a user with these rights and no others."""
    user = MockUser().add_to_hass(hass)
    user.mock_policy(policy)
    return user


async def sign(socket: Any, path: str) -> str:
    """Have a path signed, as the dashboard card does."""
    await socket.send_json_auto_id({"type": "auth/sign_path", "path": path})
    answer = await socket.receive_json()
    assert answer["success"], answer
    signed: str = answer["result"]["path"]
    return signed


async def refused(client: Client, path: str) -> tuple[int, str]:
    """Ask in vain; give the status and the reason, which come with plain words."""
    response = await client.get(path)
    answer = await response.json()
    assert answer["message"] not in ("", answer["code"])
    assert "_" not in answer["message"]
    assert_private(answer["message"])
    return response.status, answer["code"]
