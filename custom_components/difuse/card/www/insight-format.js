// Numbers, days and hours of the Insight view, as the user's profile in Home Assistant wants them.

import { formatterFor } from "./format.js";

/** @import { Hass } from "./types.js" */

const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/** What Home Assistant takes for the ways of writing numbers that a profile offers. */
const NUMBERS = /** @type {Record<string, string[] | undefined>} */ ({
  comma_decimal: ["en-US", "en"],
  decimal_comma: ["de", "es", "it"],
  space_comma: ["fr", "sv", "cs"],
  quote_decimal: ["de-CH"],
  none: ["en-US"],
});
/** Some Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const HOUR = 3600 * 1000;
const DAY = 24 * HOUR;

/** @param {string} day */
const momentOf = (day) => Date.parse(`${day}T12:00:00Z`);

/** The language of the user's words. @param {Hass} hass */
const languageOf = ({ locale, language }) => locale?.language ?? language ?? "en";

/** @typedef {{ getWeekInfo?: () => { firstDay: number }, weekInfo?: { firstDay: number } }} OwnWeek */

/** The weekday with which the week begins, 0 for Monday. @param {Hass} hass */
export const firstWeekday = (hass) => {
  const chosen = WEEKDAYS.indexOf(hass.locale?.first_weekday ?? "");
  if (chosen >= 0) return chosen;
  // Browsers have one of the two.
  const own = /** @type {OwnWeek} */ (new Intl.Locale(languageOf(hass)));
  const week = own.getWeekInfo?.() ?? own.weekInfo ?? { firstDay: 1 };
  return week.firstDay - 1;
};

/** @param {Hass} hass */
const numbersFor = (hass) => {
  const chosen = hass.locale?.number_format ?? "language";
  const written = chosen === "system" ? undefined : (NUMBERS[chosen] ?? languageOf(hass));
  const useGrouping = chosen !== "none";
  /** @param {Intl.NumberFormatOptions} options */
  const number = (options) => new Intl.NumberFormat(written, { useGrouping, ...options });
  const whole = number({ maximumFractionDigits: 0 });
  const decimal = number({ maximumFractionDigits: 1 });
  const percent = number({ style: "percent", maximumFractionDigits: 1 });
  const change = number({ style: "percent", maximumFractionDigits: 0, signDisplay: "exceptZero" });
  const points = number({ maximumFractionDigits: 1, signDisplay: "exceptZero" });
  return {
    /** @param {number} count */
    count: (count) => whole.format(count),
    /** @param {number} amount */
    decimal: (amount) => decimal.format(amount),
    /** A share of 100. @param {number} share */
    percent: (share) => percent.format(share / 100),
    /** By how much something changed, as a share of 1. @param {number} share */
    change: (share) => change.format(share),
    /** By how many points a share of 100 changed. @param {number} difference */
    points: (difference) => points.format(difference),
  };
};

/** Days such as "2026-11-28", and weekdays. @param {string} words the language */
const daysFor = (words) => {
  /** @param {Intl.DateTimeFormatOptions} options */
  const days = (options) => new Intl.DateTimeFormat(words, { timeZone: "UTC", ...options });
  const date = days({ day: "numeric", month: "short" });
  const named = days({ weekday: "short", day: "numeric", month: "short" });
  const month = days({ month: "short" });
  const weekday = { short: days({ weekday: "short" }), long: days({ weekday: "long" }) };
  return {
    /** A day as a mark of an axis, where there is no room for more: "28 nov." for "28 de nov.". @param {string} day */
    date: (day) =>
      date
        .formatToParts(momentOf(day))
        .map(({ type, value }) => (type === "literal" && /\p{L}/u.test(value) ? " " : value))
        .join(""),
    /** @param {string} day */
    named: (day) => named.format(momentOf(day)),
    /** @param {string} start @param {string} end */
    dates: (start, end) => date.formatRange(momentOf(start), momentOf(end)),
    /** @param {string} day */
    month: (day) => month.format(momentOf(day)),
    /** @param {string} day */
    weekdayOf: (day) => weekday.short.format(momentOf(day)),
    /** 0 for Monday. @param {number} index @param {"short" | "long"} style */
    weekday: (index, style) => weekday[style].format(MONDAY + index * DAY),
  };
};

/** Hours of a day. @param {Hass} hass */
const hoursFor = (hass) => {
  const format = hass.locale?.time_format;
  const words = format === "system" ? undefined : languageOf(hass);
  const options = /** @type {Intl.DateTimeFormatOptions} */ ({
    timeZone: "UTC",
    hour: "numeric",
    hourCycle: format === "12" ? "h12" : format === "24" ? "h23" : undefined,
  });
  const short = new Intl.DateTimeFormat(words, options);
  const exact = new Intl.DateTimeFormat(words, { ...options, minute: "2-digit" });
  return {
    /** An hour as a mark of an axis: "6 am", "06". @param {number} hour */
    hour: (hour) => short.format(MONDAY + hour * HOUR),
    /** An hour as a time: "6:00 am". @param {number} hour */
    time: (hour) => exact.format(MONDAY + hour * HOUR),
  };
};

/** Make the functions that write for one user. @param {Hass} hass */
export const insightFormatFor = (hass) => {
  const list = new Intl.ListFormat(languageOf(hass), { type: "conjunction" });
  return {
    ...numbersFor(hass),
    ...daysFor(languageOf(hass)),
    ...hoursFor(hass),
    /** @type {(seconds: number) => string} */
    duration: formatterFor(hass).duration,
    firstWeekday: firstWeekday(hass),
    /** @param {string[]} parts */
    list: (parts) => list.format(parts),
  };
};
