"""The fields of the forms in the config flow and the options."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..cdr.calls import DEFAULT_INTERNAL_DIGITS
from ..cdr.pbx import Authentication
from ..const import (
    CONF_ANNOUNCE_MAX_AGE,
    CONF_AUTHENTICATION,
    CONF_DATABASE,
    CONF_DATABASE_NAME,
    CONF_DIAL_OUT_PREFIX,
    CONF_EXTENSION,
    CONF_INTERNAL_DIGITS,
    CONF_KEEP_DAYS,
    CONF_OWN_NUMBERS,
    CONF_PUSH_ADDRESS,
    CONF_PUSH_ENABLED,
    CONF_PUSH_LOCAL_ONLY,
    CONF_PUSH_ONLY,
    CONF_PUSH_RENEW,
    CONF_SECRET,
    CONF_SERVICE_NUMBERS,
    CONF_STATISTICS_ENABLED,
    CONF_TLS,
    DATABASE_HOME,
    DATABASE_POSTGRESQL,
    DEFAULT_ANNOUNCE_MAX_AGE,
    DEFAULT_HOST,
    DEFAULT_KEEP_DAYS,
    DOMAIN,
    SECTION_ADVANCED,
    TLS_VERIFIED,
)
from .proposals import Proposal

if TYPE_CHECKING:
    # Home Assistant puts it in the place of voluptuous, and its types are these.
    import probatio as vol
else:
    import voluptuous as vol

MOST_DIGITS: Final = 9
MOST_MINUTES: Final = 7 * 24 * 60
MOST_DAYS: Final = 36_500
MOST_PORTS: Final = 65_535
POSTGRESQL_PORT: Final = 5432
TLS_CHOICES: Final = (TLS_VERIFIED, "require", "disable")
"""As libpq calls them, the safest one first."""


class _WholeNumberSelector(NumberSelector):
    """Takes no fractions: half a day would become 0 days, which keeps calls for good."""

    @override
    def __call__(self, data: Any) -> int:
        number = super().__call__(data)
        if number % 1:
            raise vol.Invalid("whole_number")  # a key: the frontend looks it up
        return int(number)


def _whole_number(least: int, most: int) -> _WholeNumberSelector:
    return _WholeNumberSelector(
        NumberSelectorConfig(min=least, max=most, step=1, mode=NumberSelectorMode.BOX)
    )


def _choice(key: str, *options: str) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=[*options], mode=SelectSelectorMode.LIST, translation_key=key)
    )


_TEXT: Final = TextSelector(TextSelectorConfig(autocomplete="off"))
_SECRET: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
# A session's cookie expires: it is no way for something that polls for years.
_AUTHENTICATION: Final = _choice(
    CONF_AUTHENTICATION, Authentication.BASIC.value, Authentication.QUERY.value
)
_LOG_IN: Final = {
    vol.Required(CONF_AUTHENTICATION, default=Authentication.BASIC.value): _AUTHENTICATION
}
_ADVANCED: Final = section(vol.Schema(_LOG_IN), {"collapsed": True})
_ADVANCED_FIRST: Final = section(
    vol.Schema(
        {**_LOG_IN, vol.Required(CONF_PUSH_ONLY, default=False): BooleanSelector()},
    ),
    {"collapsed": True},
)

FORMS: Final[Mapping[str, vol.Schema]] = {
    "user": vol.Schema(
        {
            vol.Required(CONF_HOST, default=DEFAULT_HOST): _TEXT,
            # An entry that only takes pushes needs no way to log in.
            vol.Optional(CONF_EXTENSION): _TEXT,
            vol.Optional(CONF_SECRET): _SECRET,
            vol.Optional(SECTION_ADVANCED): _ADVANCED_FIRST,
        }
    ),
    "reauth_confirm": vol.Schema({vol.Required(CONF_SECRET): _SECRET}),
    "reconfigure": vol.Schema(
        {
            vol.Required(CONF_HOST): _TEXT,
            vol.Required(CONF_EXTENSION): _TEXT,
            vol.Optional(CONF_SECRET): _SECRET,
            vol.Optional(SECTION_ADVANCED): _ADVANCED,
        }
    ),
}
"""By step."""

MOVED_FORM: Final = vol.Schema({vol.Required(CONF_HOST): _TEXT})
"""In place of reconfigure, for an entry that only takes pushes."""


STATISTICS_FORM: Final = vol.Schema(
    {vol.Required(CONF_STATISTICS_ENABLED, default=True): BooleanSelector()}
)


def calls_form(own: Iterable[Proposal], service: Iterable[Proposal]) -> vol.Schema:
    """Make the form about numbers, which proposes some."""
    return vol.Schema(
        {
            vol.Required(CONF_INTERNAL_DIGITS, default=DEFAULT_INTERNAL_DIGITS): _whole_number(
                1, MOST_DIGITS
            ),
            vol.Optional(CONF_DIAL_OUT_PREFIX): TextSelector(),
            vol.Optional(CONF_OWN_NUMBERS): _numbers(own),
            vol.Optional(CONF_SERVICE_NUMBERS): _numbers(service),
            vol.Required(CONF_ANNOUNCE_MAX_AGE, default=DEFAULT_ANNOUNCE_MAX_AGE): _whole_number(
                0, MOST_MINUTES
            ),
        }
    )


ARCHIVE_FORM: Final = vol.Schema(
    {
        vol.Required(CONF_KEEP_DAYS, default=DEFAULT_KEEP_DAYS): _whole_number(0, MOST_DAYS),
        vol.Required(CONF_DATABASE, default=DATABASE_HOME): _choice(
            CONF_DATABASE, DATABASE_HOME, DATABASE_POSTGRESQL
        ),
    }
)

POSTGRESQL_FORM: Final = vol.Schema(
    {
        vol.Required(CONF_HOST): _TEXT,
        vol.Required(CONF_PORT, default=POSTGRESQL_PORT): _whole_number(1, MOST_PORTS),
        vol.Required(CONF_DATABASE_NAME, default=DOMAIN): _TEXT,
        vol.Required(CONF_USERNAME, default=DOMAIN): _TEXT,
        # Left empty, it stays what it was.
        vol.Optional(CONF_PASSWORD): _SECRET,
        vol.Required(CONF_TLS, default=TLS_CHOICES[0]): _choice(CONF_TLS, *TLS_CHOICES),
    }
)


def push_form(
    chosen: Mapping[str, Any], addresses: list[str], *, may_renew: bool, may_disable: bool
) -> vol.Schema:
    """Make the form about pushing; where there is no polling, it can't be turned off."""
    address = _choice(CONF_PUSH_ADDRESS, *addresses)
    fields: dict[vol.Marker, Any] = {
        vol.Required(key, default=chosen[key]): selector
        for key, selector in (
            (CONF_PUSH_ENABLED, BooleanSelector()),
            (CONF_PUSH_LOCAL_ONLY, BooleanSelector()),
            (CONF_PUSH_ADDRESS, address),
        )
        if may_disable or key != CONF_PUSH_ENABLED
    }
    if may_renew:
        fields[vol.Required(CONF_PUSH_RENEW, default=False)] = BooleanSelector()
    return vol.Schema(fields)


def _numbers(proposals: Iterable[Proposal]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(
            options=[
                SelectOptionDict(value=proposal.entry, label=proposal.label)
                for proposal in proposals
            ],
            multiple=True,
            custom_value=True,
            mode=SelectSelectorMode.DROPDOWN,
        )
    )
