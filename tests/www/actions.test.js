// What can be done about a call.

import assert from "node:assert/strict";
import { test } from "node:test";

import { isDialable } from "../../custom_components/difuse/card/www/actions.js";
import { automationFor } from "../../custom_components/difuse/card/www/automation.js";

for (const number of ["+447700900101", "0123456", "112"]) {
  test(`${number} can be dialled`, () => {
    assert.equal(isDialable(number), true);
  });
}

for (const number of [
  "",
  "12",
  "*100#",
  "**21*0900#",
  "+",
  "00a1",
  "123;456",
  "123,456",
  "+44 20",
  "1001\n",
]) {
  test(`${JSON.stringify(number)} is nothing to dial`, () => {
    assert.equal(isDialable(number), false);
  });
}

/** @param {string} key @param {any} values */
const text = (key, values) => `${key}: ${values.who}`;

test("an automation of a call waits for the next one of its number, and of a missed one for one that is missed", () => {
  const call = /** @type {any} */ ({ other_number: "+447700900101", missed: false, direction: "inbound" });
  const made = automationFor(call, { who: "Ines", text });
  assert.equal(made.alias, "automation_call: Ines");
  assert.deepEqual(made.triggers, [
    { trigger: "difuse.call_finished", options: { number: ["+447700900101"] } },
  ]);
  const missed = automationFor({ ...call, missed: true }, { who: "Ines", text });
  assert.deepEqual(
    [missed.alias, missed.triggers[0]?.trigger],
    ["automation_missed: Ines", "difuse.call_missed"],
  );
});
