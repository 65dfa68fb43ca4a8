// The configuration of an insight card: what it may hold, and its form.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  insightForm,
  problemInInsight,
  readInsightConfig,
  SHOWS,
} from "../../custom_components/difuse/card/www/insight-editor.js";
import { across, along } from "../../custom_components/difuse/card/www/insight-explore.js";

test("without a word it shows the heat map", () => {
  assert.equal(readInsightConfig({ type: "custom:difuse-insight-card" }).show, "heat_map");
});

for (const [config, key] of /** @type {[unknown, string][]} */ ([
  [undefined, "wrong_config"],
  [{ show: "toString" }, "wrong_show"],
  [{ show: "days", entity: 5 }, "wrong_entity"],
  [{ show: "days", title: null }, "wrong_title"],
])) {
  test(`${JSON.stringify(config)} is ${key}, and shows the heat map's frame`, () => {
    assert.equal(problemInInsight(config)?.key, key);
    assert.deepEqual(readInsightConfig(config), { show: "heat_map" });
  });
}

test("the form offers all that can be shown", async () => {
  const { schema, computeLabel, computeHelper } = await insightForm({
    language: "en",
    loadBackendTranslation: async () => (/** @type {string} */ key) => key.replace(/^.*card_/, "text "),
  });
  const options = schema.flatMap(({ selector }) => selector.select?.options ?? []);
  assert.deepEqual(
    options.map(({ value }) => value),
    SHOWS,
  );
  assert.equal(options[1]?.label, "text insight_heat_map");
  assert.deepEqual(
    schema.map((field) => [computeLabel(field), computeHelper(field)]),
    [
      ["text form_show", undefined],
      ["text form_entity", "text help_entity"],
      ["text form_title", undefined],
    ],
  );
});

test("keys lead along bars and across hours, and stop at the edges", () => {
  const bars = along(7);
  assert.deepEqual([bars(0, "ArrowLeft"), bars(6, "ArrowRight"), bars(3, "ArrowRight")], [0, 6, 4]);
  assert.deepEqual([bars(3, "Home"), bars(3, "End"), bars(3, "Tab")], [0, 6, undefined]);
  const hours = across(24, 7);
  assert.deepEqual([hours(23, "ArrowRight"), hours(24, "ArrowLeft"), hours(0, "ArrowUp")], [23, 24, 0]);
  assert.deepEqual([hours(30, "ArrowDown"), hours(150, "ArrowDown"), hours(30, "ArrowUp")], [54, 150, 6]);
  assert.deepEqual([hours(30, "Home"), hours(30, "End"), hours(30, "a")], [24, 47, undefined]);
});
