"""Has the version of the integration that is installed read all of a PBX's list at once.

Home Assistant has it read a page a second: a thousand pages would take a quarter of an hour. It
is run by the Python of Home Assistant, in the folder of a configuration whose process has ended.
"""

import asyncio
from datetime import UTC
import json
from pathlib import Path

import homeassistant  # noqa: F401  first: it takes the place of other packages

# isort: split
from aiohttp import ClientSession
from yarl import URL

from custom_components.difuse.cdr.archive import Archive
from custom_components.difuse.cdr.calls import NumberPlan
from custom_components.difuse.cdr.database import Database, sqlite_engine
from custom_components.difuse.cdr.feed import CallFeed
from custom_components.difuse.cdr.pbx import Authentication, Credentials, PbxClient
from custom_components.difuse.cdr.people import Numbering, PhoneNumbers
from custom_components.difuse.const import CONF_EXTENSION, CONF_SECRET_HASH

STORAGE = Path(".storage")
NOTHING_LEFT = 60


async def import_past() -> None:
    """Import the past of the only entry there is."""
    stored = json.loads((STORAGE / "core.config_entries").read_text(encoding="utf-8"))
    (entry,) = [one for one in stored["data"]["entries"] if one["domain"] == "difuse"]
    data, entry_id = entry["data"], entry["entry_id"]
    database = Database(lambda: sqlite_engine(STORAGE / f"difuse.{entry_id}.db"))
    archive = Archive(database, entry_id, Numbering(PhoneNumbers(None, NumberPlan())))
    login = Credentials(data[CONF_EXTENSION], data[CONF_SECRET_HASH], Authentication.BASIC)
    async with ClientSession() as session:
        feed = CallFeed(PbxClient(session, URL(data["host"]), login, zone=UTC).read_page, archive)
        await feed.open()
        await feed.poll()
        while await feed.work() < NOTHING_LEFT:
            pass
        await feed.close()
    await database.close()


if __name__ == "__main__":
    asyncio.run(import_past())
