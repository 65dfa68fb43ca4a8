"""What becomes of a PBX that Home Assistant sees in the network: nothing is sent there to log in.

Anybody can give a device the name and the hardware address of a PBX. So an entry follows it to
another address only where the certificate that the user accepted is shown there.
"""

from ipaddress import ip_address

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import CONF_HOST
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from yarl import URL

from ..cdr.pbx import PbxError
from ..const import CONF_FINGERPRINT, CONF_PUSH_ONLY
from ..coordinator import DifuseConfigEntry
from .certificate import fetch_certificate


def is_at(entry: DifuseConfigEntry, seen: DhcpServiceInfo) -> bool:
    """Return whether an entry reads the PBX that is seen, by its address or its name."""
    name = seen.hostname.lower()
    is_here = URL(entry.data[CONF_HOST]).host in (seen.ip, name, f"{name}.lan", f"{name}.local")
    return is_here and not entry.data.get(CONF_PUSH_ONLY)


async def follow_pbx(entry: DifuseConfigEntry, ip: str) -> str | None:
    """Return under which address an entry reaches its PBX again; None if it is to stay."""
    now = URL(entry.data[CONF_HOST])
    moved = now.with_host(ip)
    pinned = entry.data.get(CONF_FINGERPRINT)
    if pinned is None or moved == now or not _is_address(now.host) or not _is_lost(entry):
        return None
    try:
        shown = await fetch_certificate(moved)
    except PbxError:
        return None
    return str(moved) if shown.fingerprint == pinned else None


def _is_lost(entry: DifuseConfigEntry) -> bool:
    if entry.state is ConfigEntryState.LOADED:
        return not entry.runtime_data.last_update_success
    return entry.state is ConfigEntryState.SETUP_RETRY


def _is_address(host: str | None) -> bool:
    """Return whether a host is written as an address; what has a name is found by it."""
    try:
        ip_address(host or "")
    except ValueError:
        return False
    return True
