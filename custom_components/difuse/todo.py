"""The to-do list of those who are to be called back."""

from hashlib import sha256
from typing import Final, override

from homeassistant.components.todo.const import TodoItemStatus, TodoListEntityFeature
from homeassistant.components.todo.entity import TodoItem, TodoListEntity
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .cdr.callers import MissedCaller, mark_seen, reopen
from .changes import async_change
from .const import DOMAIN
from .coordinator import DifuseConfigEntry
from .entity import DifuseEntity
from .messages import description_of, summary_of
from .snapshot import handled_since

PARALLEL_UPDATES = 0

CALLS_TO_RETURN: Final = EntityDescription(key="calls_to_return", translation_key="calls_to_return")


async def async_setup_entry(
    hass: HomeAssistant,  # noqa: ARG001  Home Assistant calls it so
    entry: DifuseConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the list of one PBX."""
    async_add_entities([CallsToReturn(entry.runtime_data, CALLS_TO_RETURN)])


class CallsToReturn(DifuseEntity, TodoListEntity):
    """An item for each missed caller; it is ticked when they need nobody any more.

    Whoever opens an item in the frontend and saves it sends its description as well: a list that
    doesn't take one refuses that.
    """

    _attr_supported_features = (
        TodoListEntityFeature.UPDATE_TODO_ITEM | TodoListEntityFeature.SET_DESCRIPTION_ON_ITEM
    )
    _shown: dict[str, tuple[MissedCaller, TodoItem]]

    @override
    def get_initial_entity_options(self) -> er.EntityOptionsType:
        """Tell assistants of callers only where the user says so: by default they get all lists."""
        return {"conversation": {"should_expose": False}}

    @override
    async def async_added_to_hass(self) -> None:
        """Show who is to be called back now."""
        await super().async_added_to_hass()
        self._show()

    @callback
    @override
    def _handle_coordinator_update(self) -> None:
        self._show()
        super()._handle_coordinator_update()

    @callback
    def _show(self) -> None:
        data, done = self.coordinator.data, TodoItemStatus.COMPLETED
        shown = [(one, self._item(one, TodoItemStatus.NEEDS_ACTION)) for one in data.callers]
        shown += [(one, self._item(one, done)) for one in data.handled]
        self._shown = {item.uid or "": (caller, item) for caller, item in shown}
        self._attr_todo_items = [item for _, item in shown]

    def _item(self, caller: MissedCaller, status: TodoItemStatus) -> TodoItem:
        return TodoItem(
            uid=self._uid(caller),
            summary=summary_of(self.hass, caller),
            description=description_of(self.hass, caller, self.coordinator.data.names),
            status=status,
        )

    def _uid(self, caller: MissedCaller) -> str:
        """Return what names a caller in traces and logs: not the number."""
        entry_id = self.coordinator.config_entry.entry_id
        return sha256(f"{entry_id} {caller.who}".encode()).hexdigest()[:32]

    @override
    async def async_update_todo_item(self, item: TodoItem) -> None:
        """Mark a caller as seen, or open them again; texts say what calls do, and stay so.

        Raise HomeAssistantError when that can't be done.
        """
        caller, shown = self._shown[item.uid or ""]
        if item.status == shown.status:
            if item != shown:
                raise ServiceValidationError(
                    translation_domain=DOMAIN, translation_key="list_of_calls"
                )
            return
        if item.status == TodoItemStatus.COMPLETED:
            await async_change(self.coordinator, mark_seen, caller.who)
        else:
            now = dt_util.utcnow()
            await async_change(self.coordinator, reopen, caller.who, handled_since(), now)
