"""A Difuse PBX for tests, development and benchmarks (`python -m tests.simulator --help`).

In a test:

    pbx = SimulatedPbx(order="id-descending", cap=100, zone="Asia/Dubai")
    async with Simulator(pbx, tls=True) as sim:        # sim.url, sim.port, sim.fingerprint
        pbx.call(source="+447700900001", destination="1001", name="Ann", ring=4, talk=30)
        pbx.call(destination="600", legs=ring_group(("1001", "1002"), "1002"))   # 2 rows
        pbx.row(disposition="BUSY", timestamp=None, omit=("answer_time",))       # bad data
        pbx.raw({"db_id": "x"}, None, "nonsense")                                # anything
        await sim.stop(); await sim.start()            # an outage, same port (down/up too)

Rows     call(source, destination, name, disposition, start, ring, talk, legs, dialled, computed,
         call_id, caller_id, ids) -> rows; a call without `start` has just ended. Times are epoch
         seconds. Shapes for `legs`: single, ring_group, voicemail, queue, menu, menu_hang_up,
         blind_transfer, attended_transfer, forward, route_retry, or own Leg(...)s.
Changes  purge(n), delete(id, ...), clear(), reset_ids(n), start_over(n), skip_ids(n),
         snapshot()/restore(backup), reboot(); call(ids=[3]) or row(db_id=3) inserts late.
Reading  len(pbx), pbx.rows (Row.db_id, .start, .data), pbx.requests and pbx.data_requests
         (method, path, query, when, headers, auth, status, bytes_sent, fault), .clear() forgets.
Settings pbx.order, pbx.cap, pbx.paging (numeric_echo, numeric_total, echo_effective, past_end,
         minimum_limit, fixed_limit, default_limit), pbx.clock_shift (s), pbx.set_zone(name),
         pbx.access (refusal, no_access_status, accepted, add(number, secret, cdr_access)).
         `SimulatedPbx(clock=...)` takes a function for the true time, default time.time.
Faults   pbx.faults.add(Fault.RESET_DURING, times=2 | FOREVER, probability=0.05, match="page=3",
         skip=1, delay=..., retry_after=..., mebibytes=...) -> rule with .hits; clear(), seed(n).
         aiohttp repeats a GET once by itself when the connection drops before the answer: with
         RESET_BEFORE or CLOSE_BEFORE use times=2 to be noticed.
History  SimulatedPbx(synthetic=Synthetic(10_000_000, last_end=epoch, today=50, midnight=epoch))
         computes rows on the fly, in every order; real rows come on top.
Traffic  Traffic(pbx, seed=1, calls_per_hour=120): history(days), advance(epoch), burst(n), run().
Replay   Replay(pbx, load(path), redate=True, speed=1): all_at_once(), step(), steps(), run().
Push     PushJob(pbx, PushSettings(url=..., api_key=...)): await push_now() -> results, run().
TLS      Simulator(tls=True | Certificate()); await sim.renew_certificate(new_authority=False);
         sim.certificate.client_context() trusts it.
Remote   in another process: JSON over HTTP under /_simulator/ (GET /_simulator/help lists it).
"""

from .auth import Access, AuthKind, Extension, Refusal
from .calls import (
    Leg,
    PlacedCall,
    attended_transfer,
    blind_transfer,
    forward,
    menu,
    menu_hang_up,
    queue,
    ring_group,
    route_retry,
    single,
    voicemail,
)
from .faults import FOREVER, Fault, FaultRule, Faults
from .office import COMPANY_NUMBER, Office
from .order import Backup, Order
from .paging import Paging, PastEnd
from .pbx import DATA_PATH, SimulatedPbx
from .push import Encoding, Numbers, PushJob, PushResult, PushSettings, Shape
from .recordings import recording_url, tone
from .replay import Replay, load
from .requests import RequestRecord
from .rows import FIELDS, Row, caller_id
from .server import Simulator
from .synthetic import Synthetic
from .tls import Certificate
from .traffic import Traffic

__all__ = [
    "COMPANY_NUMBER",
    "DATA_PATH",
    "FIELDS",
    "FOREVER",
    "Access",
    "AuthKind",
    "Backup",
    "Certificate",
    "Encoding",
    "Extension",
    "Fault",
    "FaultRule",
    "Faults",
    "Leg",
    "Numbers",
    "Office",
    "Order",
    "Paging",
    "PastEnd",
    "PlacedCall",
    "PushJob",
    "PushResult",
    "PushSettings",
    "Refusal",
    "Replay",
    "RequestRecord",
    "Row",
    "Shape",
    "SimulatedPbx",
    "Simulator",
    "Synthetic",
    "Traffic",
    "attended_transfer",
    "blind_transfer",
    "caller_id",
    "forward",
    "load",
    "menu",
    "menu_hang_up",
    "queue",
    "recording_url",
    "ring_group",
    "route_retry",
    "single",
    "tone",
    "voicemail",
]
