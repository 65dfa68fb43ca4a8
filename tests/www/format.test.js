// Moments and durations as a user's profile wants them.

import assert from "node:assert/strict";
import { test } from "node:test";

import { formatterFor } from "../../custom_components/difuse/card/www/format.js";

const NOON = Date.parse("2026-07-15T12:00:00Z");

/** @param {object} locale */
const formatIn = (locale, language = "en", now = NOON) =>
  formatterFor(
    { language, locale: { language, ...locale }, config: { time_zone: "Europe/Berlin" } },
    () => now,
  );

/** @param {string} text */
const plain = (text) => text.replace(/[\u00a0\u202f]/g, " ");

for (const [seconds, said] of /** @type {[number, string][]} */ ([
  [0, "0 s"],
  [59, "59 s"],
  [60, "1 min"],
  [61, "1 min 1 s"],
  [9180, "2 h 33 min"],
  [3601, "1 h"],
])) {
  test(`${seconds} seconds are ${said}`, () => {
    assert.equal(plain(formatIn({}).duration(seconds)), said);
  });
}

test("a day is named where it is today or yesterday, and has its year only where that was long ago", () => {
  const { day } = formatIn({ time_zone: "server" });
  assert.equal(day(NOON), "Today");
  assert.equal(day(NOON - 24 * 3600_000), "Yesterday");
  assert.equal(day(Date.parse("2026-03-02T12:00:00Z")), "Monday, March 2");
  assert.equal(day(Date.parse("2024-03-02T12:00:00Z")), "Saturday, March 2, 2024");
});

test("yesterday is the day before, also where that had 23 hours or has 25", () => {
  /** @type {[string, string, string][]} */
  const nights = [
    ["2026-03-29T22:30:00Z", "2026-03-29T12:00:00Z", "2026-03-28T22:00:00Z"],
    ["2026-10-25T22:30:00Z", "2026-10-24T12:00:00Z", "2026-10-23T12:00:00Z"],
  ];
  for (const [now, yesterday, before] of nights) {
    const { day } = formatIn({ time_zone: "server" }, "en", Date.parse(now));
    assert.equal(day(Date.parse(yesterday)), "Yesterday");
    assert.notEqual(day(Date.parse(before)), "Yesterday");
  }
});

test("a day begins in the house's time zone where the profile wants that", () => {
  const { dayKey } = formatIn({ time_zone: "server" });
  assert.equal(dayKey(Date.parse("2026-07-14T22:30:00Z")), "2026-07-15");
});

test("the profile says whether an afternoon has 24 hours", () => {
  const afternoon = Date.parse("2026-07-14T13:05:00Z");
  assert.equal(plain(formatIn({ time_zone: "server", time_format: "24" }).when(afternoon)), "15:05");
  assert.equal(plain(formatIn({ time_zone: "server", time_format: "12" }).when(afternoon)), "3:05 PM");
});

test("today's calls say how long ago they were, in the user's language", () => {
  const { when } = formatIn({ time_zone: "server" }, "de");
  assert.equal(plain(when(NOON - 5 * 60_000)), "vor 5 Min.");
});
