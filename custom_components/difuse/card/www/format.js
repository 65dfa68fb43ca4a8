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
  const day = new Intl.DateTimeFormat(words, { ...common, weekday: "long", month: "long", day: "numeric" });
  const dayOfYear = new Intl.DateTimeFormat(words, {
    ...common,
    weekday: "long",
    month: "long",
    day: "numeric",
    year: "numeric",
  });
  // Swedish dates are ISO dates: a key that tells one day from another.
  const key = new Intl.DateTimeFormat("sv", { ...common, year: "numeric", month: "2-digit", day: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(words, { numeric: "auto" });
  const ago = new Intl.RelativeTimeFormat(words, { numeric: "always", style: "short" });
  const unit = (name) => new Intl.NumberFormat(words, { style: "unit", unit: name, unitDisplay: "short" });
  const units = { hour: unit("hour"), minute: unit("minute"), second: unit("second") };

  return {
    exact: (moment) => exact.format(moment),
    dayKey: (moment) => key.format(moment),

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

    /** A duration of so many seconds, with at most two units. */
    duration: (seconds) => {
      const parts = [
        ["hour", Math.floor(seconds / 3600)],
        ["minute", Math.floor((seconds % 3600) / 60)],
        ["second", Math.floor(seconds % 60)],
      ];
      const first = parts.findIndex(([, amount]) => amount > 0);
      if (first < 0) return units.second.format(0);
      return parts
        .slice(first, first + 2)
        .filter(([, amount]) => amount > 0)
        .map(([name, amount]) => units[name].format(amount))
        .join(" ");
    },
  };
};
