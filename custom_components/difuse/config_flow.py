"""The steps in which a user sets the PBX up, logs in again, or moves it."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_HOST
from homeassistant.core import callback
from homeassistant.data_entry_flow import AbortFlow

from .cdr.pbx import PbxCertificateError, PbxError
from .const import (
    CONF_EXTENSION,
    CONF_PUSH_ONLY,
    CONF_SECRET,
    DASHBOARD_PANEL,
    DOMAIN,
    SUBENTRY_BOOK,
    SUBENTRY_EXTENSION,
    TITLE,
)
from .coordinator import DifuseConfigEntry
from .flow import (
    FORMS,
    MOVED_FORM,
    AddressBookFlow,
    CertificateSteps,
    DifuseOptionsFlow,
    DiscoveryStep,
    EntryDraft,
    ExtensionFlow,
    PushSteps,
    blueprint_links,
    same_pbx,
    title_after_move,
    title_beside,
)


class DifuseConfigFlow(CertificateSteps, DiscoveryStep, PushSteps, domain=DOMAIN):
    """Asks for a PBX, connects to it, and only then saves.

    ``_form`` is the step with the fields, to which errors lead back, ``_typed`` what is in them.
    """

    VERSION = 1
    MINOR_VERSION = 1

    def __init__(self) -> None:
        """Start with an empty form."""
        self._form = "user"
        self._typed: dict[str, Any] = {}
        self._draft = EntryDraft()

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: DifuseConfigEntry) -> DifuseOptionsFlow:
        """Return the flow behind the entry's cogwheel."""
        return DifuseOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flows that add something to an entry."""
        return {SUBENTRY_BOOK: AddressBookFlow, SUBENTRY_EXTENSION: ExtensionFlow}

    @override
    async def async_step_user(self, user_input: dict[str, Any] | None = None) -> ConfigFlowResult:
        """Ask where the PBX is and how to log in."""
        if user_input is None:
            return self._show_form()
        return await self._submit(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for another address, extension or secret."""
        if self._form != "reconfigure":
            self._form = "reconfigure"
            self._draft = EntryDraft(self._get_reconfigure_entry().data)
            self._typed = self._draft.typed()
        if user_input is None:
            return self._show_form()
        return await self._submit(user_input)

    async def async_step_reauth(self, entry_data: Mapping[str, Any]) -> ConfigFlowResult:
        """Find out what stopped the polling: another certificate, or the secret."""
        self._form = "reauth_confirm"
        self._draft = EntryDraft(entry_data)
        if self._draft.is_push_only:
            return self.async_abort(reason="push_only")
        try:
            await self._draft.connect(self.hass)
        except PbxCertificateError:
            return await self._ask_about_certificate()
        except PbxError:
            pass  # what it is shows when the new secret is tried
        return self._show_form()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the extension's new secret."""
        if user_input is None:
            return self._show_form()
        self._typed = user_input
        self._draft.take_secret(user_input[CONF_SECRET])
        return await self._connect()

    async def _submit(self, user_input: dict[str, Any]) -> ConfigFlowResult:
        self._typed = user_input
        if errors := self._draft.take(user_input):
            return self._show_form(errors)
        self._abort_if_taken()
        await self._compare_with_seen(self._draft.host)
        if not self._draft.is_push_only:
            return await self._connect()
        if self.source == SOURCE_RECONFIGURE:
            return self._save()
        return await self._ask_about_pushes()

    @override
    def _save(self) -> ConfigFlowResult:
        draft, host = self._draft, self._draft.host
        if self.source == SOURCE_REAUTH:
            entry = self._get_reauth_entry()
            return self.async_update_reload_and_abort(entry, data=draft.put_into(entry.data))
        self._abort_if_taken()
        if self.source == SOURCE_RECONFIGURE:
            entry = self._get_reconfigure_entry()
            title = title_after_move(entry, host, self._titles)
            return self.async_update_reload_and_abort(
                entry, title=title, data=draft.put_into(entry.data)
            )
        return self._create({}, {})

    @override
    def _create(self, data: dict[str, Any], options: dict[str, Any]) -> ConfigFlowResult:
        return self.async_create_entry(
            title=title_beside(self._draft.host, taken) if (taken := self._titles) else TITLE,
            data=self._draft.put_into(data),
            options=options,
            description_placeholders=blueprint_links() | {"dashboard": f"/{DASHBOARD_PANEL}"},
        )

    @property
    @override
    def _titles(self) -> set[str]:
        return {entry.title for entry in self._async_current_entries(include_ignore=False)}

    @property
    @override
    def _others(self) -> list[DifuseConfigEntry]:
        entries = self._async_current_entries(include_ignore=False)
        own = self.context.get("entry_id")
        return [entry for entry in entries if entry.entry_id != own]

    def _abort_if_taken(self) -> None:
        self._abort_for(self._draft.found_among(self._others))

    @override
    async def _abort_if_known(self) -> None:
        if self.source != SOURCE_REAUTH:
            self._abort_for(await same_pbx(self.hass, self._draft, self._others))

    def _abort_for(self, entry: ConfigEntry | None) -> None:
        if entry is not None:
            raise AbortFlow("already_configured", {"title": entry.title})

    @override
    def _show_form(self, errors: dict[str, str] | None = None, error: str = "") -> ConfigFlowResult:
        saved, form = self._draft.saved, self._form
        is_moved = form == "reconfigure" and saved.get(CONF_PUSH_ONLY)
        schema = MOVED_FORM if is_moved else FORMS[form]
        return self.async_show_form(
            step_id=form,
            data_schema=self.add_suggested_values_to_schema(schema, self._typed),
            errors=errors or {},
            description_placeholders={
                "host": saved.get(CONF_HOST, ""),
                "extension": saved.get(CONF_EXTENSION, ""),
                "http": "http://",  # hassfest allows no addresses in translations
                "error": error,
            },
        )
