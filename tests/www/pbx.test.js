// Which PBX a card is about.

import assert from "node:assert/strict";
import { test } from "node:test";

import { suggestFor } from "../../custom_components/difuse/card/www/editor.js";
import { callEventOf, entryOf, MeantPbx } from "../../custom_components/difuse/card/www/pbx.js";

const ours = (/** @type {string} */ device) => ({ platform: "difuse", device_id: device });

const house = {
  entities: {
    "event.doorbell": { platform: "demo", device_id: "door" },
    "sensor.office_missed": ours("office"),
    "event.office_call": ours("office"),
    "event.shop_call": ours("shop"),
    "sensor.shop_missed": ours("shop"),
    "button.shop_seen": ours("shop"),
    "sensor.attic_missed": ours("attic"),
  },
  devices: {
    office: { config_entry_id: "entry-office" },
    shop: { primary_config_entry: "entry-shop" },
    attic: { config_entries: ["entry-attic"] },
  },
};

test("without a choice it is the first event entity of ours", () => {
  assert.equal(callEventOf(house), "event.office_call");
  assert.equal(entryOf(house, {}), "entry-office");
});

test("of some entities it is the first event entity of ours among them", () => {
  assert.equal(
    callEventOf(house, ["event.doorbell", "sensor.shop_missed", "event.shop_call"]),
    "event.shop_call",
  );
  assert.equal(callEventOf(house, ["event.doorbell"]), undefined);
});

test("each release's way to say whose a device is leads to its PBX", () => {
  assert.equal(entryOf(house, { entity: "event.office_call" }), "entry-office");
  assert.equal(entryOf(house, { entity: "event.shop_call" }), "entry-shop");
  assert.equal(entryOf(house, { entity: "sensor.attic_missed" }), "entry-attic");
});

test("a named PBX needs no look-up, and another integration's entity leads nowhere", () => {
  assert.equal(entryOf({}, { entry_id: "named", entity: "event.shop_call" }), "named");
  assert.equal(entryOf(house, { entity: "event.doorbell" }), undefined);
  assert.equal(entryOf(house, { entity: "event.gone" }), undefined);
  assert.equal(entryOf({}, {}), undefined);
});

test("the card is suggested with the PBX that an event or a sensor belongs to", () => {
  const type = "custom:difuse-call-log-card";
  assert.deepEqual(suggestFor(house, "sensor.shop_missed"), { config: { type, entity: "event.shop_call" } });
  assert.deepEqual(suggestFor(house, "sensor.attic_missed"), { config: { type } });
  assert.equal(suggestFor(house, "button.shop_seen"), null);
  assert.equal(suggestFor(house, "event.doorbell"), null);
});

test("it is looked up anew where entities or devices are others, and for another configuration", () => {
  const pbx = new MeantPbx();
  const entity = "event.shop_call";
  assert.equal(pbx.entryOf(house, { entity }), "entry-shop");
  const renamed = { ...house, entities: { ...house.entities, "event.first_call": ours("shop") } };
  assert.equal(pbx.entryOf(renamed, { entity: "event.first_call" }), "entry-shop");
  assert.equal(pbx.entryOf({ ...renamed, devices: {} }, { entity }), undefined);
  pbx.entryOf(house, { entity });
  pbx.forget();
  assert.equal(pbx.entryOf(house, { entity: "event.office_call" }), "entry-office");
});
