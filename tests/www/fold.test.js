// Which calls stand in one line, and which lines are in the page.

import assert from "node:assert/strict";
import { test } from "node:test";

import { linesOf } from "../../custom_components/difuse/card/www/fold.js";
import { Layout } from "../../custom_components/difuse/card/www/layout.js";
import { aCall } from "./calls.js";

/** @import { Call } from "../../custom_components/difuse/card/www/types.js" */

const MISSED = { missed: true, disposition: "no_answer", handled: null };
const DAYS = /** @param {Call} call */ (call) => call.started_at.slice(0, 10);

/**
 * Calls with the latest first, an hour apart from noon back.
 * @param {Partial<Call>[]} calls
 */
const inOrder = (calls) =>
  calls.map((call, index) =>
    aCall({
      call_id: `call ${index}`,
      db_id: 100 - index,
      started_at: new Date(Date.parse("2026-07-15T12:00:00Z") - index * 3600_000).toISOString(),
      other_number: "+447700900001",
      ...call,
    }),
  );

/**
 * How many calls are in each line.
 * @param {Partial<Call>[]} calls
 * @param {string[]} [open]
 */
const folded = (calls, open = []) =>
  linesOf(inOrder(calls), DAYS, new Set(open)).flatMap(({ lines }) => lines.map((line) => line.calls.length));

test("neighbours with the same person, way and outcome are folded", () => {
  assert.deepEqual(folded([MISSED, MISSED, {}, {}, {}, MISSED]), [2, 3, 1]);
});

test("busy and unanswered are both missed; what became of a call makes a difference", () => {
  assert.deepEqual(folded([MISSED, { ...MISSED, disposition: "busy" }]), [2]);
  assert.deepEqual(folded([MISSED, { ...MISSED, handled: "returned" }]), [1, 1]);
});

test("another person, another way, another day, and nobody in particular aren't folded", () => {
  assert.deepEqual(folded([{}, { other_number: "+447700900002" }, { direction: "outbound" }]), [1, 1, 1]);
  assert.deepEqual(folded([{ other_number: "" }, { other_number: "" }]), [1, 1]);
  assert.deepEqual(folded([{}, { started_at: "2026-07-14T23:00:00Z" }]), [1, 1]);
});

test("an open fold has all of its calls below it, and is known by its end", () => {
  assert.deepEqual(folded([{}, {}, {}], ["call 1 99"]), [3, 1, 1, 1]);
  const [day] = linesOf(inOrder([{}, {}, {}]), DAYS, new Set());
  assert.equal(day?.lines[0]?.key, "fold call 2 98");
});

const SIZES = { height: 60, heading: 30 };

/** @param {number} count */
const tall = (count) => {
  const calls = inOrder(Array.from({ length: count }, (_, index) => ({ other_number: `+4477009${index}` })));
  const extra = new Map([["call 5 95", 100]]);
  return new Layout(linesOf(calls, DAYS, new Set()), { ...SIZES, extra });
};

for (const top of [0, 1, 700, 5_000, 60_000]) {
  test(`what is in the page and the room for the rest are as high as all, from ${top}`, () => {
    const layout = tall(1000);
    const { before, parts, after } = layout.window(...layout.around(top, 480));
    const there = parts.flatMap(({ lines }) => lines);
    const open = there.some(({ key }) => key === "call 5 95") ? 100 : 0;
    const days = parts.map(
      (part) => SIZES.heading + part.before + part.lines.length * SIZES.height + part.after,
    );
    assert.equal(before + days.reduce((sum, height) => sum + height, open) + after, layout.total);
    assert.ok(there.length < 40);
    const first = layout.at(top);
    assert.ok(layout.top(first) <= Math.max(top, SIZES.heading));
    assert.ok(there.includes(/** @type {typeof there[0]} */ (layout.lines[first])));
  });
}

test("a line is found by its key, wherever it was before", () => {
  const layout = tall(50);
  const places = [
    layout.placeOf("call 7 93"),
    layout.placeOf("call 7 93", 7),
    layout.placeOf("call 7 93", 9),
  ];
  assert.deepEqual(places, [7, 7, 7]);
  assert.deepEqual(
    [layout.placeOf("other"), layout.placeOf(undefined), new Layout().placeOf("other")],
    [-1, -1, -1],
  );
});
