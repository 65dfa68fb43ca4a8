"""Which calls are meant: filters, targets, and who may see them."""

from .access import (
    async_assert_may_see,
    async_permitted_entries,
    exposed_entries,
    may_see_calls,
)
from .filter_schema import (
    CONF_DIRECTION,
    CONF_DISPOSITION,
    CONF_GROUP,
    CONF_MAX_TALK,
    CONF_MIN_TALK,
    CONF_MISSED,
    CONF_NAME,
    CONF_NUMBER,
    DISPOSITION_FIELDS,
    PBX_FIELD,
    PEOPLE_FIELDS,
    async_read_filter,
    direction_fields,
)
from .finding import (
    DEFAULT_LIMIT,
    FoundCalls,
    async_find_call,
    async_find_calls,
    async_find_way,
    check_limit,
    within,
)
from .insight import async_look_at_today, async_look_into
from .targets import ANY_DOMAIN, is_chosen, is_targeted

__all__ = [
    "ANY_DOMAIN",
    "CONF_DIRECTION",
    "CONF_DISPOSITION",
    "CONF_GROUP",
    "CONF_MAX_TALK",
    "CONF_MIN_TALK",
    "CONF_MISSED",
    "CONF_NAME",
    "CONF_NUMBER",
    "DEFAULT_LIMIT",
    "DISPOSITION_FIELDS",
    "PBX_FIELD",
    "PEOPLE_FIELDS",
    "FoundCalls",
    "async_assert_may_see",
    "async_find_call",
    "async_find_calls",
    "async_find_way",
    "async_look_at_today",
    "async_look_into",
    "async_permitted_entries",
    "async_read_filter",
    "check_limit",
    "direction_fields",
    "exposed_entries",
    "is_chosen",
    "is_targeted",
    "may_see_calls",
    "within",
]
