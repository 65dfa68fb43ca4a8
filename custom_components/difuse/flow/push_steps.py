"""The steps in which a user sets up a PBX that isn't polled and only pushes."""

from abc import abstractmethod
from typing import Any

from homeassistant.config_entries import ConfigFlow, ConfigFlowResult

from .draft import EntryDraft
from .push_setup import PushSetup


class PushSteps(ConfigFlow):
    """Asks from where the PBX may push, and shows what to enter there."""

    _draft: EntryDraft
    _push: PushSetup

    @abstractmethod
    def _create(self, data: dict[str, Any], options: dict[str, Any]) -> ConfigFlowResult:
        """Make the entry of the draft, with what is to be kept besides."""

    async def _ask_about_pushes(self) -> ConfigFlowResult:
        self._push = PushSetup(self.hass, self._draft.data, {})
        return await self.async_step_push()

    async def async_step_push(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask from where a PBX that isn't polled may push."""
        errors: dict[str, str] = {}
        if user_input is not None:
            errors = await self._push.take(user_input)
            if not errors:
                return await self.async_step_push_details()
        return self.async_show_form(step_id="push", data_schema=self._push.form, errors=errors)

    async def async_step_push_details(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show what to enter in the PBX's form, and make the entry."""
        if user_input is not None:
            return self._create(self._push.secrets, self._push.options)
        return self.async_show_form(
            step_id="push_details", description_placeholders=self._push.details
        )
