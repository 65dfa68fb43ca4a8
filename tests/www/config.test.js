// What the call log's configuration may hold.

import assert from "node:assert/strict";
import { test } from "node:test";

import { problemIn, readConfig } from "../../custom_components/difuse/card/www/config.js";

test("what is left out is filled in, and what is given stays", () => {
  const config = readConfig({ type: "custom:difuse-call-log-card", rows: 5, show_search: false });
  assert.equal(config.filter, "all");
  assert.deepEqual([config.rows, config.show_search, config.show_filters], [5, false, true]);
});

for (const [given, key] of /** @type {[unknown, string][]} */ ([
  [null, "wrong_config"],
  ["rows", "wrong_config"],
  [{ entity: 7 }, "wrong_entity"],
  [{ entry_id: null }, "wrong_entry_id"],
  [{ title: {} }, "wrong_title"],
  [{ rows: 0 }, "wrong_rows"],
  [{ rows: 101 }, "wrong_rows"],
  [{ rows: 1.5 }, "wrong_rows"],
  [{ rows: "20" }, "wrong_rows"],
  [{ filter: "noise" }, "wrong_filter"],
  [{ filter: "constructor" }, "wrong_filter"],
  [{ show_dial: "perhaps" }, "wrong_switch"],
])) {
  test(`${JSON.stringify(given)} is ${key}, and leaves a configuration to go on with`, () => {
    assert.equal(problemIn(given)?.key, key);
    assert.deepEqual(readConfig(given), readConfig({}));
  });
}

test("nothing is wrong in what the editor writes", () => {
  assert.equal(
    problemIn({ type: "custom:difuse-call-log-card", rows: 100, filter: "internal", title: "" }),
    undefined,
  );
});
