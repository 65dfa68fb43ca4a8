"""The options: what the user tells of the office's numbers, and what is announced late."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload

from ..cdr import CallRecord
from ..cdr.calls import DEFAULT_INTERNAL_DIGITS, NumberPlan
from ..cdr.feed import PagedList
from ..cdr.pbx import PbxClient, PbxError
from ..connection import create_client
from ..const import (
    CONF_INTERNAL_DIGITS,
    CONF_OWN_NUMBERS,
    CONF_PUSH_ADDRESS,
    CONF_PUSH_ONLY,
    CONF_SERVICE_NUMBERS,
)
from ..push import CLOUD, async_forget_cloud_address
from .draft import cookieless_session
from .forms import STATISTICS_FORM, calls_form
from .proposals import propose_own_numbers, propose_service_numbers
from .push_setup import PushSetup

ROWS_LOOKED_AT: Final = 200
PAGES_LOOKED_AT: Final = 3
"""On a PBX that sends small pages, fewer rows must do: somebody waits for the form."""

PATIENCE_SECONDS: Final = 10


class DifuseOptionsFlow(OptionsFlowWithReload):
    """A menu of forms, each of which keeps what the others saved."""

    _push: PushSetup

    async def async_step_init(self, _: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Show what can be set."""
        return self.async_show_menu(step_id="init", menu_options=["calls", "push", "statistics"])

    async def async_step_calls(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask how to understand the office's numbers, and what to announce late."""
        saved = self.config_entry.options
        if user_input is not None:
            user_input |= {
                key: _without_blanks(user_input.get(key, ()))
                for key in (CONF_OWN_NUMBERS, CONF_SERVICE_NUMBERS)
            }
            return self.async_create_entry(data={**saved, **user_input})
        records = await self._newest_records()
        plan = NumberPlan(saved.get(CONF_INTERNAL_DIGITS, DEFAULT_INTERNAL_DIGITS))
        schema = calls_form(
            propose_own_numbers(records, plan), propose_service_numbers(records, plan)
        )
        return self.async_show_form(
            step_id="calls", data_schema=self.add_suggested_values_to_schema(schema, saved)
        )

    async def async_step_statistics(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask whether calls become long-term statistics."""
        saved = self.config_entry.options
        if user_input is not None:
            return self.async_create_entry(data={**saved, **user_input})
        schema = self.add_suggested_values_to_schema(STATISTICS_FORM, saved)
        return self.async_show_form(step_id="statistics", data_schema=schema)

    async def async_step_push(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask whether the PBX may push, and from where."""
        entry = self.config_entry
        self._push = PushSetup(self.hass, entry.data, entry.options)
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._push.take(user_input)
            if not errors:
                return await self._save_push()
        return self.async_show_form(step_id="push", data_schema=self._push.form, errors=errors)

    async def async_step_push_details(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what to enter in the PBX's form; all is saved by then."""
        if user_input is not None:
            return self.async_create_entry(data={**self.config_entry.options})
        return self.async_show_form(
            step_id="push_details", description_placeholders=self._push.details
        )

    async def _save_push(self) -> ConfigFlowResult:
        """Save before the details are shown: whoever has copied them may just close the dialog."""
        entry, push = self.config_entry, self._push
        options = {**entry.options, **push.options}
        has_changed = options != entry.options
        if push.options[CONF_PUSH_ADDRESS] != CLOUD or not push.is_on:
            await async_forget_cloud_address(self.hass, entry)
        self.hass.config_entries.async_update_entry(
            entry, data={**entry.data, **push.secrets}, options=options
        )
        if has_changed:
            self.hass.config_entries.async_schedule_reload(entry.entry_id)
        if push.is_on:
            return await self.async_step_push_details()
        return self.async_create_entry(data=options)

    async def _newest_records(self) -> list[CallRecord]:
        """Read what numbers are proposed from; nothing when the PBX can't be read right now."""
        if self.config_entry.data.get(CONF_PUSH_ONLY):
            return []
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), cookieless_session(self.hass) as session:
                return await read_newest(create_client(session, self.config_entry.data))
        except PbxError, TimeoutError:
            return []


async def read_newest(client: PbxClient) -> list[CallRecord]:
    """Read the newest few pages of rows, whatever the PBX's order.

    Raises PbxError.
    """
    pages = PagedList(client.read_page)
    rank = count = await pages.explore()
    records: list[CallRecord] = []
    for _ in range(PAGES_LOOKED_AT):
        if rank < 1 or len(records) >= ROWS_LOOKED_AT:
            break
        part = await pages.slice_with(rank, count)
        records += [row for row in part.rows if isinstance(row, CallRecord)]
        rank = part.lowest_rank - 1
    return records


def _without_blanks(numbers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
