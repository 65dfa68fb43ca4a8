"""What becomes of a PBX that Home Assistant sees in the network: nothing is sent there to log in.

Anybody can give a device the name and the hardware address of a PBX. So an entry follows it to
another address only where the certificate that the user accepted is shown there.
"""

from abc import abstractmethod
from ipaddress import ip_address
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_IGNORE,
    ConfigEntryState,
    ConfigFlow,
    ConfigFlowResult,
)
from homeassistant.const import CONF_HOST
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from yarl import URL

from ..cdr.pbx import PbxError
from ..const import CONF_FINGERPRINT, CONF_PUSH_ONLY
from ..coordinator import DifuseConfigEntry
from .certificate import fetch_certificate
from .draft import title_after_move, title_with_place


class DiscoveryStep(ConfigFlow):
    """Fills in the address of a PBX that was seen; an entry's unique id is its hardware address."""

    _typed: dict[str, Any]
    _seen: DhcpServiceInfo | None = None

    @property
    @abstractmethod
    def _titles(self) -> set[str]:
        """The titles that are taken."""

    @property
    @abstractmethod
    def _others(self) -> list[DifuseConfigEntry]:
        """The entries that there are besides the one that is being changed."""

    @abstractmethod
    def _show_form(self, errors: dict[str, str] | None = None, error: str = "") -> ConfigFlowResult:
        """Show the step with the fields."""

    @override
    async def async_step_dhcp(self, discovery_info: DhcpServiceInfo) -> ConfigFlowResult:
        """Offer a PBX that is seen in the network, or notice that it has another address now."""
        known = await self.async_set_unique_id(mac := format_mac(discovery_info.macaddress))
        if known is None:
            for entry in self._others:
                if is_at(entry, discovery_info):
                    self.hass.config_entries.async_update_entry(entry, unique_id=mac)
                    break
        elif known.source != SOURCE_IGNORE and (host := await follow_pbx(known, discovery_info.ip)):
            return self.async_update_reload_and_abort(
                known,
                title=title_after_move(known, host, self._titles),
                data={**known.data, CONF_HOST: host},
                reason="already_configured",
            )
        self._abort_if_unique_id_configured()
        self._seen = discovery_info
        self._typed = {CONF_HOST: discovery_info.ip}
        name = title_with_place(f"https://{discovery_info.ip}")
        self.context["title_placeholders"] = {"name": name}
        return self._show_form()

    async def _compare_with_seen(self, host: str) -> None:
        """Forget the device that was seen where the user enters another address than its."""
        if self._seen and not _is_host_of(host, self._seen):
            await self.async_set_unique_id(None)


def is_at(entry: DifuseConfigEntry, seen: DhcpServiceInfo) -> bool:
    """Return whether an entry reads the PBX that is seen, by its address or its name."""
    return _is_host_of(entry.data[CONF_HOST], seen) and not entry.data.get(CONF_PUSH_ONLY)


def _is_host_of(host: str, seen: DhcpServiceInfo) -> bool:
    name = seen.hostname.lower()
    return URL(host).host in (seen.ip, name, f"{name}.lan", f"{name}.local")


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
