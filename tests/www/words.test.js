// A call in words, as the English translation has them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  answeredBy,
  handledText,
  hasRung,
  outcomeParts,
  outcomeText,
} from "../../custom_components/difuse/card/www/words.js";
import { aCall } from "./calls.js";

/** @import { Call, Text } from "../../custom_components/difuse/card/www/types.js" */

const ENGLISH = new URL("../../custom_components/difuse/translations/en.json", import.meta.url);
const { common } = JSON.parse(readFileSync(ENGLISH, "utf-8"));

/** @type {Text} */
const text = (key, values) =>
  common[`card_${key}`].replace(
    /\{(\w+)\}/g,
    (/** @type {string} */ _, /** @type {string} */ name) => values?.[name],
  );
const nameOf = (/** @type {string} */ number) => (number === "1001" ? "Anna" : number);
const format = { duration: (/** @type {number} */ seconds) => `${seconds} s` };

const listed = (/** @type {Partial<Call>} */ changes, details = true) =>
  outcomeParts(aCall(changes), { text, nameOf, format, show: { details } }).join(" · ");

const MISSED = /** @type {Partial<Call>} */ ({
  disposition: "no_answer",
  missed: true,
  answered_by: null,
  ring_duration: 20,
  talk_duration: 0,
});

test("an answered call says who answered, and how long it rang and took", () => {
  assert.equal(listed({}), "Answered by Anna · talked 120 s · rang 4 s");
  assert.equal(listed({ answered_by_name: "Anna Bell" }), "Answered by Anna Bell · talked 120 s · rang 4 s");
});

test("without details it says how it ended", () => {
  assert.equal(listed({}, false), "Answered");
  assert.equal(listed(MISSED, false), "Missed");
});

test("of an outgoing call nobody asks who answered", () => {
  assert.equal(listed({ direction: "outbound" }), "Answered · talked 120 s · rang 4 s");
});

test("a missed call says more than that only where it ended otherwise, and what became of it", () => {
  assert.equal(listed(MISSED), "Missed · rang 20 s");
  assert.equal(listed({ ...MISSED, disposition: "busy" }), "Missed · Busy · rang 20 s");
  assert.equal(listed({ ...MISSED, handled: "returned" }), "Missed · Called back · rang 20 s");
});

test("what took a missed call is named, and its time isn't taken for ringing", () => {
  assert.equal(listed({ ...MISSED, reached: "voicemail" }), "Missed, left on voicemail");
  assert.ok(!hasRung(aCall({ ...MISSED, reached: "menu" })));
  assert.ok(hasRung(aCall({ reached: "menu" })));
});

test("what answered in the place of people is named", () => {
  const conference = { answered_by: null, reached: "conference" };
  assert.equal(outcomeText(aCall(conference), text), "Answered in the conference");
  assert.equal(outcomeText(aCall({ ...conference, answered_by: "1001" }), text), "Answered");
});

test("what an older card doesn't know is left out", () => {
  assert.equal(handledText(aCall({ ...MISSED, handled: "forgiven" }), text), "");
  assert.equal(outcomeText(aCall({ ...MISSED, reached: "robot" }), text), "No answer");
});

test("who answered is named by the call itself, else by the PBX", () => {
  assert.equal(answeredBy(aCall({ answered_by_name: "Anna Bell" }), nameOf), "Anna Bell");
  assert.equal(answeredBy(aCall(), nameOf), "Anna");
  assert.equal(answeredBy(aCall({ answered_by: null }), nameOf), null);
});
