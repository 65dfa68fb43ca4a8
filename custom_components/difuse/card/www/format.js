// Moments, durations and numbers as the user's profile in Home Assistant wants them.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const hourCycle = (locale) => {
  if (locale?.time_format === "12") return "h12";
  if (locale?.time_format === "24") return "h23";
  return undefined;
};

/** The day before another, both such as "2026-01-31": not every day has 24 hours. @param {string} day */
const dayBefore = (day) => new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);

const timeZone = (hass) => (hass.locale?.time_zone === "server" ? hass.config?.time_zone : undefined);

const language = (hass) =>
  (hass.locale?.time_format === "system" ? undefined : hass.locale?.language) ?? hass.language;

/** Make the functions that write for one user; `now` is asked anew each time. */
export const formatterFor = (hass, now = () => Date.now()) => {
  const words = hass.locale?.language ?? hass.language ?? "en";
  const common = { timeZone: timeZone(hass) };
  const time = new Intl.DateTimeFormat(language(hass), {
    ...common,
    hour: "numeric",
    minute: "2-digit",
    hourCycle: hourCycle(hass.locale),
  });
  const exact = new Intl.DateTimeFormat(words, {
    ...common,
    weekday: "long",
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: hourCycle(hass.locale),
  });
  const short = new Intl.DateTimeFormat(words, {
    ...common,
    dateStyle: "medium",
    timeStyle: "short",
    hourCycle: hourCycle(hass.locale),
  });
  const day = new Intl.DateTimeFormat(words, { ...common, weekday: "long", month: "long", day: "numeric" });
  const dayOfYear = new Intl.DateTimeFormat(words, {
    ...common,
    weekday: "long",
    month: "long",
    day: "numeric",
    year: "numeric",
  });
  // A date without a time is read as UTC.
  const date = new Intl.DateTimeFormat(words, { timeZone: "UTC", dateStyle: "long" });
  // Swedish dates are ISO dates: a key that tells one day from another.
  const key = new Intl.DateTimeFormat("sv", { ...common, year: "numeric", month: "2-digit", day: "2-digit" });
  // So they are with the time, and spreadsheets read them.
  const stamp = new Intl.DateTimeFormat("sv", { ...common, dateStyle: "short", timeStyle: "medium" });
  const relative = new Intl.RelativeTimeFormat(words, { numeric: "auto" });
  const ago = new Intl.RelativeTimeFormat(words, { numeric: "always", style: "short" });
  const number = new Intl.NumberFormat(words);

  const days = new WeakMap();

  return {
    exact: (moment) => exact.format(moment),
    short: (moment) => short.format(moment),
    stamp: (moment) => stamp.format(moment),
    dayKey: (moment) => key.format(moment),

    /** The day of a call; it is asked for often. */
    dayOf: (call) => {
      if (!days.has(call)) days.set(call, key.format(new Date(call.started_at)));
      return days.get(call);
    },

    /** A day as people write it. */
    date: (ofDay) => date.format(Date.parse(ofDay)),

    /** The moment in which a day ends, as Home Assistant reads it: without a zone it is in its own. */
    endOfDay: (day) => {
      const [year, month, date] = day.split("-").map(Number);
      if (!common.timeZone) return new Date(year, month - 1, date + 1).toISOString();
      return `${new Date(Date.UTC(year, month - 1, date + 1)).toISOString().slice(0, 10)}T00:00:00`;
    },

    /** The day as a heading: today, yesterday, then its date. */
    day: (moment) => {
      const today = key.format(now());
      const back = [today, dayBefore(today)].indexOf(key.format(moment));
      if (back < 0) return (now() - moment < 300 * DAY ? day : dayOfYear).format(moment);
      const named = relative.format(-back, "day");
      return named.charAt(0).toLocaleUpperCase(words) + named.slice(1);
    },

    /** When, beside a heading that names the day: "5 min ago" today, else the time. */
    when: (moment) => {
      const age = now() - moment;
      if (age < 0 || key.format(moment) !== key.format(now())) return time.format(moment);
      if (age < MINUTE) return relative.format(0, "second");
      if (age < HOUR) return ago.format(-Math.floor(age / MINUTE), "minute");
      return ago.format(-Math.floor(age / HOUR), "hour");
    },

    time: (moment) => time.format(moment),

    /** A duration of so many seconds, with at most two units; their symbols are the same in all languages. */
    duration: (seconds) => {
      /** @type {[string, number][]} */
      const parts = [
        ["h", Math.floor(seconds / 3600)],
        ["min", Math.floor((seconds % 3600) / 60)],
        ["s", Math.floor(seconds % 60)],
      ];
      const first = Math.max(
        parts.findIndex(([, amount]) => amount > 0),
        seconds < 1 ? 2 : 0,
      );
      return parts
        .slice(first, first + 2)
        .filter(([, amount], place) => amount > 0 || place === 0)
        .map(([symbol, amount]) => `${number.format(amount)}\u00a0${symbol}`)
        .join(" ");
    },
  };
};
