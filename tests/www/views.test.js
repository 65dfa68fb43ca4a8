import assert from "node:assert/strict";
import { test } from "node:test";

import { pbxViews } from "../../custom_components/difuse/card/www/views.js";

/** @import { Hass } from "../../custom_components/difuse/card/www/types.js" */

const OFFICE = { entry_id: "01OFFICE", title: "Office", has_books: true, has_recordings: false };
const SHOP = { ...OFFICE, entry_id: "01SHOP", title: "Shop" };

const DEVICES = {
  pbx: { config_entry_id: "01OFFICE", name: "Office" },
  ten: { config_entry_id: "01OFFICE", via_device_id: "pbx", name: "Desk 10" },
  two: { config_entry_id: "01OFFICE", via_device_id: "pbx", name: "1002", name_by_user: "Desk 2" },
  other: { config_entry_id: "01SHOP", via_device_id: "shop", name: "Till" },
};
const ENTITIES = {
  "sensor.calls_today": { platform: "difuse", device_id: "pbx", translation_key: "calls_today" },
  "sensor.ten": { platform: "difuse", device_id: "ten", translation_key: "calls_today" },
  "sensor.ten_missed": { platform: "difuse", device_id: "ten", translation_key: "missed_today" },
  "sensor.two": { platform: "difuse", device_id: "two", translation_key: "calls_today" },
  "sensor.other": { platform: "difuse", device_id: "other", translation_key: "calls_today" },
};

/** @param {object} more */
const hassWith = (more) =>
  /** @type {Hass} */ (
    /** @type {unknown} */ ({ language: "en", entities: {}, devices: {}, user: { is_admin: true }, ...more })
  );

/** @param {string} key @param {object} [values] */
const text = (key, values) => (values ? `${key} ${Object.values(values).join(" ")}` : key);

/** @param {ReturnType<typeof pbxViews>[number] | undefined} view */
const cardsOf = (view) => (view?.sections ?? []).flatMap((section) => section.cards);

test("One PBX has two views, of which all cards are its own", () => {
  const views = pbxViews([OFFICE], hassWith({}), text);
  assert.deepEqual(
    views.map(({ title, path }) => [title, path]),
    [
      ["dashboard_now", "now"],
      ["dashboard_insight", "insight"],
    ],
  );
  const ours = views.flatMap(cardsOf).filter(({ type }) => type.startsWith("custom:"));
  assert.ok(ours.every((card) => card["entry_id"] === "01OFFICE"));
  const shown = cardsOf(views[1]).map((card) => card["show"]);
  assert.deepEqual(shown.toSorted(), [
    ...["callers", "days", "extensions", "heat_map", "period", "quiet", "repeated", "times"],
  ]);
  assert.equal(shown[0], "period");
});

test("Several PBXs have views of their own, named after them", () => {
  const views = pbxViews([OFFICE, SHOP], hassWith({}), text);
  assert.deepEqual(
    views.map(({ title, path }) => [title, path]),
    [
      ["dashboard_of Office dashboard_now", "01office-now"],
      ["dashboard_of Office dashboard_insight", "01office-insight"],
      ["dashboard_of Shop dashboard_now", "01shop-now"],
      ["dashboard_of Shop dashboard_insight", "01shop-insight"],
    ],
  );
});

test("Each extension that was added has a tile, in the order of their names", () => {
  const tiles = () => {
    const views = pbxViews([OFFICE], hassWith({ devices: DEVICES, entities: ENTITIES }), text);
    return cardsOf(views[0]).filter(({ type }) => type === "tile");
  };
  assert.deepEqual(
    tiles().map((card) => [card["name"], card["entity"]]),
    [
      ["Desk 2", "sensor.two"],
      ["Desk 10", "sensor.ten"],
    ],
  );
});

test("Recordings are a click away where there are some", () => {
  /** @param {boolean} has_recordings */
  const places = (has_recordings) =>
    cardsOf(pbxViews([{ ...OFFICE, has_recordings }], hassWith({}), text)[0])
      .filter((card) => card["heading"] === "dashboard_recordings")
      .map((card) => card["tap_action"]);
  assert.deepEqual(places(false), []);
  const navigation_path = "/media-browser/browser/app%2Cmedia-source%3A%2F%2Fdifuse%2F01OFFICE";
  assert.deepEqual(places(true), [{ action: "navigate", navigation_path }]);
});

test("Who may add an address book is told so where there is none", () => {
  /** @param {boolean} has_books @param {boolean} is_admin */
  const isTold = (has_books, is_admin) =>
    cardsOf(pbxViews([{ ...OFFICE, has_books }], hassWith({ user: { is_admin } }), text)[0]).some(
      ({ type }) => type === "markdown",
    );
  assert.deepEqual([isTold(false, true), isTold(false, false), isTold(true, true)], [true, false, false]);
});

test("Where no PBX is known, a card says why", () => {
  const [view, ...others] = pbxViews([], hassWith({}), text);
  assert.deepEqual(cardsOf(view), [{ type: "custom:difuse-callbacks-card" }]);
  assert.deepEqual(others, []);
});
