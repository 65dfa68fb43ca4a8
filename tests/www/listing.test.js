// Which calls the list shows for what is asked: from here at once, and out of the archive.

import assert from "node:assert/strict";
import { test } from "node:test";

import { fieldsOf, nothingBut } from "../../custom_components/difuse/card/www/asked.js";
import { formatterFor } from "../../custom_components/difuse/card/www/format.js";
import { Listing } from "../../custom_components/difuse/card/www/listing.js";
import { aCall } from "./calls.js";

/** @import { Call, CallsEvent, FoundCalls, WantedCalls } from "../../custom_components/difuse/card/www/types.js" */

const HASS = {
  language: "en",
  locale: { language: "en", time_zone: "server" },
  config: { time_zone: "Europe/Berlin" },
};
const FORMAT = formatterFor(HASS);
const EVENT = {
  available: true,
  people: {},
  names: {},
  edition: 0,
  history: true,
  imported: 100,
  new_missed: 0,
};

/** @param {number} index the latest first */
const numbered = (index, fields = {}) =>
  aCall({
    call_id: `call ${index}`,
    db_id: 1000 - index,
    started_at: new Date(Date.parse("2026-07-15T12:00:00Z") - index * 60_000).toISOString(),
    other_name: `Caller ${index}`,
    ...fields,
  });

/**
 * A list that was told of these calls, and what it has asked for since; each question waits for its answer.
 * @param {Call[]} calls
 * @param {Partial<CallsEvent>} [event]
 */
const listOf = (calls, event = {}) => {
  /** @type {{ wanted: WantedCalls, answer: (found: Partial<FoundCalls>) => void }[]} */
  const asked = [];
  const listing = new Listing(
    "all",
    20,
    (wanted) =>
      new Promise((resolve) => {
        asked.push({ wanted, answer: (found) => resolve({ calls: [], people: {}, more: false, ...found }) });
      }),
    () => undefined,
  );
  listing.useFormat(FORMAT);
  listing.update({ ...EVENT, unseen: [], calls, ...event });
  return { listing, asked };
};

/** @param {Listing} listing */
const shown = (listing) => listing.current().calls.map((call) => call.call_id);

const settled = () => new Promise(setImmediate);

/** @param {import("node:test").TestContext} t */
const typing = (t) => t.mock.timers.enable({ apis: ["setTimeout"] });

test("what is here is shown at once, and what the archive has as soon as nothing more is typed", async (t) => {
  typing(t);
  const { listing, asked } = listOf([numbered(0), numbered(1, { other_name: "Zoé Ångström" })]);
  listing.ask({ text: "zoe" });
  assert.deepEqual(shown(listing), ["call 1"]);
  listing.ask({ text: "zoe ang" });
  t.mock.timers.tick(1000);
  assert.deepEqual(
    asked.map(({ wanted }) => wanted),
    [{ text: "zoe ang", limit: 100 }],
  );
  asked[0]?.answer({ calls: [numbered(1), numbered(500)] });
  await settled();
  assert.deepEqual(shown(listing), ["call 1", "call 500"]);
});

test("an answer that comes late never replaces that of a later question", async (t) => {
  typing(t);
  const { listing, asked } = listOf([numbered(0)]);
  for (const text of ["a", "b"]) {
    listing.ask({ text });
    t.mock.timers.tick(1000);
  }
  asked[1]?.answer({ calls: [numbered(8, { other_name: "b" })] });
  await settled();
  asked[0]?.answer({ calls: [numbered(9, { other_name: "a" })] });
  await settled();
  assert.deepEqual(shown(listing), ["call 8"]);
});

test("until the answer is there, what was found before is shown as far as it fits", async (t) => {
  typing(t);
  const { listing, asked } = listOf([]);
  listing.ask({ text: "caller 5" });
  t.mock.timers.tick(1000);
  asked[0]?.answer({ calls: [numbered(50), numbered(51)] });
  await settled();
  listing.ask({ text: "caller 51" });
  assert.deepEqual(shown(listing), ["call 51"]);
  assert.ok(listing.isLoading);
});

test("without an archive the filters work on what is here, and nothing is asked", (t) => {
  typing(t);
  const missed = { missed: true, direction: /** @type {const} */ ("inbound"), disposition: "busy" };
  const { listing, asked } = listOf([numbered(0), numbered(1, missed)], { history: false });
  listing.ask({ kind: "missed" });
  t.mock.timers.tick(1000);
  assert.deepEqual([shown(listing), asked.length], [["call 1"], 0]);
  listing.ask({ kind: "all", outcome: "busy", extension: "9999" });
  assert.deepEqual(shown(listing), []);
});

test("whoever looks at old calls goes on looking at them while they are asked for anew", async (t) => {
  typing(t);
  const pages = [0, 100].map((from) => Array.from({ length: 100 }, (_, index) => numbered(from + index)));
  const { listing, asked } = listOf([]);
  listing.ask({ recorded: true });
  t.mock.timers.tick(1000);
  asked[0]?.answer({ calls: pages[0] ?? [], more: true });
  await settled();
  // Of the first hundred twenty are shown, then all and older ones.
  listing.more();
  asked[1]?.answer({ calls: pages[1] ?? [], more: true });
  await settled();
  listing.more();
  asked[2]?.answer({});
  await settled();
  listing.update({ ...EVENT, edition: 1, unseen: [], calls: [] });
  t.mock.timers.tick(1000);
  asked[3]?.answer({ calls: pages[0] ?? [], more: true });
  await settled();
  asked[4]?.answer({
    calls: (pages[1] ?? []).map((call) => ({ ...call, other_name: "Renamed" })),
    more: true,
  });
  await settled();
  assert.equal(listing.current().calls.length, 200);
  assert.equal(listing.current().calls[150]?.other_name, "Renamed");
  assert.equal(asked.length, 5);
});

test("a call that comes is shown if the archive says that it is asked for", async (t) => {
  typing(t);
  const { listing, asked } = listOf([numbered(5)]);
  listing.ask({ group: "unknown" });
  t.mock.timers.tick(1000);
  asked[0]?.answer({ calls: [numbered(9)] });
  await settled();
  listing.update({ ...EVENT, unseen: [], calls: [numbered(4), numbered(5)] });
  asked[1]?.answer({ calls: [numbered(4), numbered(9)] });
  await settled();
  assert.deepEqual(shown(listing), ["call 4", "call 9"]);
});

test("filters are handed to the archive together, a day by its end in the house's time zone", () => {
  const asked = { ...nothingBut("missed"), text: " ines ", outcome: "busy", day: "2026-10-25", group: "VIP" };
  assert.deepEqual(fieldsOf(asked, FORMAT), {
    missed: true,
    direction: "inbound",
    text: "ines",
    group: "VIP",
    disposition: ["busy"],
    before: "2026-10-26T00:00:00",
  });
  const here = formatterFor({ ...HASS, locale: { language: "en" } });
  assert.equal(here.endOfDay("2026-12-31"), new Date(2027, 0, 1).toISOString());
});
