// Moments, durations and numbers as the user's profile in Home Assistant wants them.

/** @import { Call, Hass } from "./types.js" */

/** What of Home Assistant says how to write. @typedef {Pick<Hass, "language"> & Partial<Pick<Hass, "locale" | "config">>} Profile */
/** @typedef {Date | number} Moment */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** @type {Record<string, "h12" | "h23" | undefined>} */
const HOUR_CYCLES = { 12: "h12", 24: "h23" };

/** @type {Intl.DateTimeFormatOptions} */
const DATE = { weekday: "long", month: "long", day: "numeric" };

/** @param {Profile} hass */
const timeZoneOf = (hass) => (hass.locale?.time_zone === "server" ? hass.config?.time_zone : undefined);

/** The language of words. @param {Profile} hass */
const wordsOf = (hass) => hass.locale?.language ?? hass.language ?? "en";

/** The language in which times are written. @param {Profile} hass */
const languageOf = (hass) =>
  (hass.locale?.time_format === "system" ? undefined : hass.locale?.language) ?? hass.language;

/** The day before another, both such as "2026-01-31": not every day has 24 hours. @param {string} day */
const dayBefore = (day) => new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);

/** @param {Profile} hass */
const datesFor = (hass) => {
  const inZone = { timeZone: timeZoneOf(hass) };
  const hourCycle = HOUR_CYCLES[hass.locale?.time_format ?? ""];
  const clock = /** @type {const} */ ({ hour: "numeric", minute: "2-digit", hourCycle });
  const words = wordsOf(hass);
  return {
    time: new Intl.DateTimeFormat(languageOf(hass), { ...inZone, ...clock }),
    exact: new Intl.DateTimeFormat(words, {
      ...inZone,
      ...DATE,
      year: "numeric",
      ...clock,
      second: "2-digit",
    }),
    short: new Intl.DateTimeFormat(words, {
      ...inZone,
      dateStyle: "medium",
      timeStyle: "short",
      hourCycle,
    }),
    day: new Intl.DateTimeFormat(words, { ...inZone, ...DATE }),
    dayOfYear: new Intl.DateTimeFormat(words, { ...inZone, ...DATE, year: "numeric" }),
    // A date without a time is read as UTC.
    date: new Intl.DateTimeFormat(words, { timeZone: "UTC", dateStyle: "long" }),
    // Swedish dates are ISO dates: a key that tells one day from another.
    key: new Intl.DateTimeFormat("sv", { ...inZone, dateStyle: "short" }),
    // So they are with the time, and spreadsheets read them.
    stamp: new Intl.DateTimeFormat("sv", { ...inZone, dateStyle: "short", timeStyle: "medium" }),
  };
};

/** @param {string} words the language */
const durationsFor = (words) => {
  const number = new Intl.NumberFormat(words);
  return {
    /** A duration of so many seconds, with at most two units; their symbols are the same in all languages. @param {number} seconds */
    duration: (seconds) => {
      const parts = /** @type {[string, number][]} */ ([
        ["h", Math.floor(seconds / 3600)],
        ["min", Math.floor((seconds % 3600) / 60)],
        ["s", Math.floor(seconds % 60)],
      ]);
      const longest = parts.findIndex(([, amount]) => amount > 0);
      const first = longest < 0 ? parts.length - 1 : longest;
      return parts
        .slice(first, first + 2)
        .filter(([, amount], place) => amount > 0 || place === 0)
        .map(([symbol, amount]) => `${number.format(amount)}\u00a0${symbol}`)
        .join(" ");
    },
  };
};

/**
 * Moments beside now.
 * @param {ReturnType<typeof datesFor>} dates
 * @param {string} words the language
 * @param {() => number} now
 */
const agesFor = ({ time, day, dayOfYear, key }, words, now) => {
  const relative = new Intl.RelativeTimeFormat(words, { numeric: "auto" });
  const ago = new Intl.RelativeTimeFormat(words, { numeric: "always", style: "short" });
  return {
    /** The day as a heading: today, yesterday, then its date. @param {Moment} moment */
    day: (moment) => {
      const today = key.format(now());
      const back = [today, dayBefore(today)].indexOf(key.format(moment));
      if (back < 0) return (now() - Number(moment) < 300 * DAY ? day : dayOfYear).format(moment);
      const named = relative.format(-back, "day");
      return named.charAt(0).toLocaleUpperCase(words) + named.slice(1);
    },

    /** When, beside a heading that names the day: "5 min ago" today, else the time. @param {Moment} moment */
    when: (moment) => {
      const age = now() - Number(moment);
      if (age < 0 || key.format(moment) !== key.format(now())) return time.format(moment);
      if (age < MINUTE) return relative.format(0, "second");
      if (age < HOUR) return ago.format(-Math.floor(age / MINUTE), "minute");
      return ago.format(-Math.floor(age / HOUR), "hour");
    },
  };
};

/**
 * The end of a day as Home Assistant reads it, where a time without a zone is in its own.
 * @param {string} day
 * @param {string | undefined} timeZone the browser's, if there is none
 */
const endOf = (day, timeZone) => {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  if (!timeZone) return new Date(year, month - 1, date + 1).toISOString();
  return `${new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10)}T00:00:00`;
};

/**
 * Make the functions that write for one user; `now` is asked anew each time.
 * @param {Profile} hass
 * @param {() => number} now
 */
export const formatterFor = (hass, now = () => Date.now()) => {
  const words = wordsOf(hass);
  const dates = datesFor(hass);
  /** @type {WeakMap<Call, string>} */
  const days = new WeakMap();
  return {
    ...agesFor(dates, words, now),
    ...durationsFor(words),
    /** @param {Moment} moment */
    time: (moment) => dates.time.format(moment),
    /** @param {Moment} moment */
    exact: (moment) => dates.exact.format(moment),
    /** @param {Moment} moment */
    short: (moment) => dates.short.format(moment),
    /** @param {Moment} moment */
    stamp: (moment) => dates.stamp.format(moment),
    /** @param {Moment} moment */
    dayKey: (moment) => dates.key.format(moment),
    /** A day as people write it. @param {string} day */
    date: (day) => dates.date.format(Date.parse(day)),
    /** @param {string} day */
    endOfDay: (day) => endOf(day, timeZoneOf(hass)),
    /** The day of a call; it is asked for often. @param {Call} call */
    dayOf: (call) => {
      const day = days.get(call) ?? dates.key.format(new Date(call.started_at));
      days.set(call, day);
      return day;
    },
  };
};
