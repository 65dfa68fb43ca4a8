"""Sets the integration up as a person would, through its config flow."""

from collections.abc import Mapping
from typing import Any

from .hass import HassProcess

FLOW = "/api/config/config_entries/flow"
OPTIONS = "/api/config/config_entries/options/flow"
SUBENTRIES = "/api/config/config_entries/subentries/flow"
BOOK_NAME = "Contacts"
CERTIFICATE_STEP = "confirm_certificate"


class FlowError(Exception):
    """The config flow didn't end as it should."""


async def entries(hass: HassProcess) -> list[dict[str, Any]]:
    """Return the config entries of the integration."""
    found: list[dict[str, Any]] = await hass.get(
        "/api/config/config_entries/entry?domain=difuse",
    )
    return found


async def add_entry(hass: HassProcess, answers: Mapping[str, Any]) -> str:
    """Add the PBX that the answers describe, trust its certificate, and return the entry's id."""
    result = await _walk(hass, {"handler": "difuse"}, answers)
    if result["type"] != "create_entry":
        raise FlowError(f"the config flow ended with {result}")
    entry_id: str = result["result"]["entry_id"]
    return entry_id


async def reconfigure_entry(hass: HassProcess, entry_id: str, answers: Mapping[str, Any]) -> None:
    """Return the entry another address, or its PBX's new certificate."""
    result = await _walk(hass, {"handler": "difuse", "entry_id": entry_id}, answers)
    if result.get("reason") != "reconfigure_successful":
        raise FlowError(f"the config flow ended with {result}")


async def change_options(
    hass: HassProcess, entry_id: str, step: str, answers: Mapping[str, Any]
) -> None:
    """Fill in one form of the options' menu; one that isn't there is left out."""
    menu = await hass.post(OPTIONS, {"handler": entry_id})
    path = f"{OPTIONS}/{menu['flow_id']}"
    if step not in menu["menu_options"]:
        await hass.delete(path)
        return
    await hass.post(path, {"next_step_id": step})
    result = await hass.post(path, dict(answers))
    if result["type"] != "create_entry":
        raise FlowError(f"the options flow ended with {result}")


async def add_book(hass: HassProcess, entry_id: str, cards: str) -> None:
    """Add an address book of vCards to an entry."""
    menu = await hass.post(SUBENTRIES, {"handler": [entry_id, "address_book"]})
    path = f"{SUBENTRIES}/{menu['flow_id']}"
    await hass.post(path, {"next_step_id": "file"})
    await _upload_book(hass, path, cards, "create_entry")


async def replace_book(hass: HassProcess, entry_id: str, cards: str) -> None:
    """Upload another file for the only address book of an entry."""
    (book,) = await hass.ws_call("config_entries/subentries/list", entry_id=entry_id)
    handler = {"handler": [entry_id, "address_book"], "subentry_id": book["subentry_id"]}
    form = await hass.post(SUBENTRIES, handler)
    await _upload_book(hass, f"{SUBENTRIES}/{form['flow_id']}", cards, "abort")


async def _upload_book(hass: HassProcess, path: str, cards: str, end: str) -> None:
    file = await hass.upload(cards.encode(), "contacts.vcf")
    result = await hass.post(path, {"name": BOOK_NAME, "file": file})
    if result["type"] != end:
        raise FlowError(f"the flow of the address book ended with {result}")


async def _walk(
    hass: HassProcess, start: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Answer each form once; a form that comes back has an error."""
    result: dict[str, Any] = await hass.post(FLOW, dict(start))
    answered: set[str] = set()
    while result["type"] == "form":
        step = result["step_id"]
        if result["errors"] or step in answered:
            raise FlowError(f"step {step}: {result['errors']}")
        answered.add(step)
        fields = {field["name"] for field in result["data_schema"]}
        given = {name: value for name, value in answers.items() if name in fields}
        body = {} if step == CERTIFICATE_STEP else given
        result = await hass.post(f"{FLOW}/{result['flow_id']}", body)
    return result
