// Axes, weeks, trends and hours of the Insight view, and how they are written.

import assert from "node:assert/strict";
import { test } from "node:test";

import {
  countTicks,
  durationTicks,
  hoursOfWeek,
  largest,
  stretches,
  sum,
  trendOf,
  weekFrom,
  weeksOf,
} from "../../custom_components/difuse/card/www/insight-figures.js";
import { firstWeekday, insightFormatFor } from "../../custom_components/difuse/card/www/insight-format.js";

/** @import { Day, Figures, Insight } from "../../custom_components/difuse/card/www/insight-types.js" */
/** @import { Hass } from "../../custom_components/difuse/card/www/types.js" */

const MINUTE = 60;
const HOUR = 60 * MINUTE;

for (const [most, ticks] of /** @type {[number, number[]][]} */ ([
  [0, [0, 1]],
  [1, [0, 1]],
  [3, [0, 1, 2, 3]],
  [4, [0, 1, 2, 3, 4]],
  [5, [0, 2, 4, 6]],
  [118, [0, 50, 100, 150]],
  [400, [0, 100, 200, 300, 400]],
  [401, [0, 200, 400, 600]],
])) {
  test(`an axis for up to ${most} calls has the lines ${ticks}`, () => {
    assert.deepEqual(countTicks(most), ticks);
  });
}

test("the axis of any number of calls is round, few lines long, and reaches as far as the bars", () => {
  for (let most = 0; most < 20_000; most += 7) {
    const ticks = countTicks(most);
    const [, step = 0] = ticks;
    assert.ok(ticks.length <= 5 && Number.isInteger(step), `${most}: ${ticks}`);
    assert.match(String(step), /^[125]0*$/);
    assert.ok(Math.max(...ticks) >= most && Math.max(...ticks) - step < Math.max(most, 1));
  }
});

for (const [most, ticks] of /** @type {[number, number[]][]} */ ([
  [0, [0, 1]],
  [14, [0, 5, 10, 15]],
  [61, [0, 30, 60, 90]],
  [5 * MINUTE, [0, 2 * MINUTE, 4 * MINUTE, 6 * MINUTE]],
  [6 * HOUR, [0, 2 * HOUR, 4 * HOUR, 6 * HOUR]],
  [200 * HOUR, [0, 72 * HOUR, 144 * HOUR, 216 * HOUR]],
])) {
  test(`an axis for up to ${most} seconds has the lines ${ticks}`, () => {
    assert.deepEqual(durationTicks(most), ticks);
  });
}

/** @param {string} day @param {Partial<Day>} [of] @returns {Day} */
const dayOf = (day, of = {}) => ({ day, answered: 1, missed: 0, outbound: 2, ring: 10, talk: 60, ...of });

/** @param {string} start @param {number} count */
const daysFrom = (start, count) =>
  Array.from({ length: count }, (_, index) => {
    const moment = Date.parse(`${start}T12:00:00Z`) + index * 24 * HOUR * 1000;
    return dayOf(new Date(moment).toISOString().slice(0, 10));
  });

test("weeks begin where the user's do, also across a year's end and a change of the clocks", () => {
  const days = daysFrom("2025-03-01", 365);
  for (const first of weekFrom(0)) {
    const weeks = weeksOf(days, first);
    assert.equal(sum(weeks.map((week) => week.answered)), 365);
    assert.equal(sum(weeks.map((week) => week.outbound)), 730);
    assert.equal(sum(weeks.map((week) => week.talk)), 365 * 60);
    assert.ok(weeks.length === 53 || weeks.length === 54);
  }
  // The first of March 2025 is a Saturday.
  assert.deepEqual(
    weeksOf(days, 0)
      .slice(0, 2)
      .map(({ day, end }) => [day, end]),
    [
      ["2025-03-01", "2025-03-02"],
      ["2025-03-03", "2025-03-09"],
    ],
  );
  assert.equal(weeksOf(days, 6).at(1)?.day, "2025-03-02");
});

test("a week's ring time is the mean of its calls, not of its days", () => {
  const week = [
    dayOf("2025-03-03", { answered: 9, ring: 10 }),
    dayOf("2025-03-04", { answered: 1, ring: 20 }),
    dayOf("2025-03-05", { answered: 0, ring: null }),
  ];
  assert.equal(weeksOf(week, 0)[0]?.ring, 11);
  assert.equal(weeksOf(week.slice(2), 0)[0]?.ring, null);
});

/** @type {Figures} */
const FIGURES = {
  calls: 110,
  inbound: 90,
  outbound: 20,
  answered: 80,
  missed: 10,
  answer_rate: 88.9,
  ring: 9,
  talk: 600,
};

test("a trend is a share of what it was, of the answer rate its points, and says whether that is good", () => {
  const before = { ...FIGURES, calls: 100, missed: 20, answer_rate: 80.6, ring: 10, talk: 600 };
  assert.deepEqual(trendOf("calls", FIGURES, before), { amount: 0.1, isGood: false, isBad: false });
  assert.deepEqual(trendOf("missed", FIGURES, before), { amount: -0.5, isGood: true, isBad: false });
  assert.deepEqual(trendOf("answer_rate", FIGURES, before), { amount: 8.3, isGood: true, isBad: false });
  assert.deepEqual(trendOf("ring", FIGURES, before), { amount: -0.1, isGood: true, isBad: false });
  assert.deepEqual(trendOf("ring", before, FIGURES), { amount: 0.11, isGood: false, isBad: true });
  assert.deepEqual(trendOf("talk", FIGURES, before), { amount: 0, isGood: false, isBad: false });
});

test("there is no trend where nothing was before, or nothing is known", () => {
  assert.equal(trendOf("calls", FIGURES, null), null);
  assert.equal(trendOf("missed", FIGURES, { ...FIGURES, missed: 0 }), null);
  assert.equal(trendOf("ring", { ...FIGURES, ring: null }, FIGURES), null);
  assert.equal(trendOf("answer_rate", FIGURES, { ...FIGURES, answer_rate: null }), null);
});

/** @param {Partial<Insight["period"]>} period */
const weekIn = (period) => {
  const hours = Array.from({ length: 24 }, () => ({ inbound: 12, missed: 3 }));
  const week = Array.from({ length: 7 }, () => hours);
  return hoursOfWeek(/** @type {any} */ ({ week, period }));
};

test("calls an hour are those of as many Mondays as the period has", () => {
  // From a Sunday to a Saturday, 30 days: five Sundays and Mondays, four of the others.
  const week = weekIn({ start: "2026-11-01", end: "2026-11-30", since: "2025-01-01" });
  assert.equal(week[0]?.[8]?.anHour, 12 / 5);
  assert.equal(week[6]?.[8]?.anHour, 12 / 5);
  assert.equal(week[1]?.[8]?.anHour, 12 / 4);
  assert.equal(week[1]?.[8]?.share, 0.25);
});

test("days before the first call don't make an hour quieter", () => {
  const week = weekIn({ start: "2026-11-01", end: "2026-11-30", since: "2026-11-23" });
  assert.equal(week[0]?.[8]?.anHour, 6);
  assert.equal(week[1]?.[8]?.anHour, 12);
  assert.equal(weekIn({ start: "2026-11-24", end: "2026-11-30", since: null })[0]?.[8]?.anHour, 12);
});

test("hours that follow each other are one stretch", () => {
  assert.deepEqual(stretches([12, 9, 8, 23]), [
    { from: 8, to: 10 },
    { from: 12, to: 13 },
    { from: 23, to: 24 },
  ]);
  assert.deepEqual(stretches([]), []);
});

test("of nothing at all none is the largest", () => {
  assert.equal(
    largest([0, 0], (one) => one),
    undefined,
  );
  assert.equal(
    largest([1, 3, 2], (one) => one),
    3,
  );
});

/** @param {object} locale @returns {Hass} */
const hassIn = (locale) =>
  /** @type {any} */ ({
    language: "en",
    locale: { language: "en", ...locale },
    config: { time_zone: "UTC" },
  });

/** @param {string} text */
const plain = (text) => text.replace(/[\u00a0\u202f\u2009]/g, " ");

test("numbers are written as the profile wants them", () => {
  /** @param {object} locale */
  const written = (locale) => {
    const { count, percent } = insightFormatFor(hassIn(locale));
    return [count(12345), percent(88.9)].map(plain);
  };
  assert.deepEqual(written({}), ["12,345", "88.9%"]);
  assert.deepEqual(written({ language: "de" }), ["12.345", "88,9 %"]);
  assert.deepEqual(written({ number_format: "decimal_comma" }), ["12.345", "88,9 %"]);
  assert.deepEqual(written({ language: "de", number_format: "none" }), ["12345", "88.9%"]);
});

test("the week begins with the profile's day, else with that of the language", () => {
  assert.equal(firstWeekday(hassIn({ first_weekday: "saturday" })), 5);
  assert.equal(firstWeekday(hassIn({ first_weekday: "language", language: "en-US" })), 6);
  assert.equal(firstWeekday(hassIn({ first_weekday: "language", language: "de" })), 0);
});

test("days and hours are those of the figures, wherever the browser is", () => {
  const { named, dates, weekday, time } = insightFormatFor(hassIn({ language: "en-GB", time_format: "24" }));
  assert.equal(named("2026-11-28"), "Sat 28 Nov");
  assert.equal(plain(dates("2026-11-23", "2026-11-29")), "23 – 29 Nov");
  assert.equal(weekday(0, "long"), "Monday");
  assert.equal(time(7), "7:00");
  assert.equal(plain(insightFormatFor(hassIn({ time_format: "12" })).time(19)), "7:00 PM");
});
