// Arithmetic of the Insight view: axes with round numbers, weeks, trends, hours. Nothing here knows a page.

/** @import { Day, Figures, Hour, Insight } from "./insight-types.js" */

const DAY = 24 * 3600 * 1000;
const MOST_STEPS = 4;
const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** How far apart the lines of an axis of durations may be, in seconds, so that they read well. */
const DURATIONS = [
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 4, 6, 12, 24].map((hours) => hours * HOUR),
];

/** @param {string} day */
const noon = (day) => Date.parse(`${day}T12:00:00Z`);

/** @param {number} moment */
const dayOf = (moment) => new Date(moment).toISOString().slice(0, 10);

/** The day that is so many days later. @param {string} day @param {number} days */
export const later = (day, days) => dayOf(noon(day) + days * DAY);

/** 0 for Monday up to 6 for Sunday. @param {string} day */
export const weekdayOf = (day) => (new Date(noon(day)).getUTCDay() + 6) % 7;

/** The weekdays in the order in which a week is read that begins with `first`. @param {number} first */
export const weekFrom = (first) => Array.from({ length: 7 }, (_, index) => (first + index) % 7);

/**
 * The values of an axis for whole numbers up to `most`: evenly spaced, round, few.
 * @param {number} most
 */
export const countTicks = (most) => {
  const wanted = Math.max(most, 1) / MOST_STEPS;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= wanted && one >= 1) ?? 1;
  return ticks(most, step);
};

/**
 * The values of an axis for durations of up to `most` seconds.
 * @param {number} most
 */
export const durationTicks = (most) => {
  const wanted = Math.max(most, 1) / MOST_STEPS;
  const days = 24 * HOUR * Math.ceil(wanted / (24 * HOUR));
  return ticks(most, DURATIONS.find((one) => one >= wanted) ?? days);
};

/** @param {number} most @param {number} step */
const ticks = (most, step) =>
  Array.from({ length: Math.max(Math.ceil(most / step), 1) + 1 }, (_, index) => index * step);

/**
 * Days put together to weeks that begin with the weekday `first`; the first and the last may be shorter.
 * Rings are weighed by the calls that were answered.
 * @param {Day[]} days
 * @param {number} first
 * @returns {(Day & { end: string })[]}
 */
export const weeksOf = (days, first) => {
  /** @type {(Day & { end: string, days: Day[] })[]} */
  const weeks = [];
  for (const day of days) {
    const week = weeks.at(-1);
    if (week && weekdayOf(day.day) !== first) {
      week.end = day.day;
      week.days.push(day);
    } else weeks.push({ ...day, end: day.day, days: [day] });
  }
  return weeks.map(({ days: own, ...week }) => ({
    ...week,
    answered: sum(own.map((day) => day.answered)),
    missed: sum(own.map((day) => day.missed)),
    outbound: sum(own.map((day) => day.outbound)),
    ring: ringOf(own),
    talk: sum(own.map((day) => day.talk)),
  }));
};

/** @param {Day[]} days */
const ringOf = (days) => {
  const rung = days.filter(({ ring, answered }) => ring !== null && answered > 0);
  const answered = sum(rung.map((day) => day.answered));
  if (answered === 0) return null;
  return Math.round(sum(rung.map((day) => (day.ring ?? 0) * day.answered)) / answered);
};

/** @param {number[]} numbers */
export const sum = (numbers) => numbers.reduce((total, one) => total + one, 0);

/** Which way each figure is the better one: more of it, less of it, or neither. */
export const BETTER = /** @type {const} */ ({ calls: 0, missed: -1, answer_rate: 1, ring: -1, talk: 0 });

/** @typedef {keyof typeof BETTER} Compared */

/**
 * How a figure has changed since the period before, or null where that can't be said. `amount` is a share of what it
 * was, or for the answer rate, which is a share itself, the points by which it differs.
 * @param {Compared} name
 * @param {Figures} total
 * @param {Figures | null} before
 * @returns {{ amount: number, isGood: boolean, isBad: boolean } | null}
 */
export const trendOf = (name, total, before) => {
  const [now, then] = [total[name], before?.[name]];
  if (now === null || then === null || then === undefined) return null;
  const isRate = name === "answer_rate";
  if (!isRate && then === 0) return null;
  const amount = isRate ? Math.round((now - then) * 10) / 10 : Math.round((100 * (now - then)) / then) / 100;
  const way = Math.sign(amount) * BETTER[name];
  return { amount, isGood: way > 0, isBad: way < 0 };
};

/**
 * How many calls an hour there are, by weekday and hour; only days since the first call count.
 * @param {Insight} insight
 * @returns {(Hour & { anHour: number, share: number })[][]}
 */
export const hoursOfWeek = ({ week, period }) => {
  const start = period.since && period.since > period.start ? period.since : period.start;
  const count = Math.round((noon(period.end) - noon(start)) / DAY) + 1;
  return week.map((hours, weekday) => {
    const days = daysOf(weekday, weekdayOf(start), count);
    return hours.map(({ inbound, missed }) => ({
      inbound,
      missed,
      anHour: inbound / Math.max(days, 1),
      share: inbound > 0 ? missed / inbound : 0,
    }));
  });
};

/**
 * How many of `count` days are such a weekday, where the first of them is the weekday `first`.
 * @param {number} weekday @param {number} first @param {number} count
 */
const daysOf = (weekday, first, count) => Math.ceil((count - ((weekday - first + 7) % 7)) / 7);

/**
 * Hours as stretches of time, each from an hour to the one at which it ends: 8, 9, 12 are 8-10 and 12-13.
 * @param {number[]} hours
 */
export const stretches = (hours) => {
  /** @type {{ from: number, to: number }[]} */
  const found = [];
  for (const hour of [...hours].sort((one, other) => one - other)) {
    const last = found.at(-1);
    if (last?.to === hour) last.to += 1;
    else found.push({ from: hour, to: hour + 1 });
  }
  return found;
};

/**
 * The one of which there is most; undefined where there is nothing at all.
 * @template Thing
 * @param {Thing[]} things
 * @param {(thing: Thing) => number} of
 */
export const largest = (things, of) => {
  const most = Math.max(0, ...things.map(of));
  return most > 0 ? things.find((thing) => of(thing) === most) : undefined;
};
