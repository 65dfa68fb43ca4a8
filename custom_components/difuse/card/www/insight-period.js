// The switch for all cards, the totals of the period that it chooses, and the quiet hours in a sentence.

import { icon, make } from "./dom.js";
import { makeChoice } from "./insight-choice.js";
import { stretches, trendOf } from "./insight-figures.js";
import { choice, PERIODS } from "./insight-store.js";

/** @import { Compared } from "./insight-figures.js" */
/** @import { Insight, Part, Tools } from "./insight-types.js" */

/** @type {Compared[]} */
const COMPARED = ["calls", "answer_rate", "missed", "ring", "talk"];

/** @param {Compared} name @param {number | null} value @param {Tools} tools */
const written = (name, value, { text, format }) => {
  if (value === null) return text("insight_none");
  if (name === "answer_rate") return format.percent(value);
  return name === "ring" || name === "talk" ? format.duration(value) : format.count(value);
};

/** @param {Compared} name @param {Insight["period"]} period @param {Tools} tools */
const trendElement = (name, { total, before, days }, { text, format }) => {
  const trend = trendOf(name, total, before);
  if (!trend || !before) return null;
  const { amount, isGood, isBad } = trend;
  const isRate = name === "answer_rate";
  const change = isRate
    ? text("insight_points", {
        change: format.points(amount),
        points: Math.abs(Math.round(amount * 10)) / 10,
      })
    : format.change(amount);
  const way = Math.sign(amount);
  const picture = way > 0 ? "arrow-up" : way < 0 ? "arrow-down" : "equal";
  const then = written(name, before[name], { text, format });
  return make(
    "span",
    {
      class: `trend ${isGood ? "good" : isBad ? "bad" : ""}`,
      title: text("insight_before", { days, value: then }),
    },
    icon(picture),
    make("span", {}, change),
    make("span", { class: "hidden" }, text("insight_before", { days, value: then })),
  );
};

/** @param {Tools} tools @returns {Part} */
export const makePeriod = (tools) => {
  const { text } = tools;
  const periods = makeChoice({
    label: text("insight_choose"),
    options: PERIODS.map((days) => ({ value: String(days), label: text("insight_span", { days }) })),
    chosen: (value) => choice.choose(Number(value)),
  });
  const totals = make("dl", { class: "totals" });
  const note = make("p", { class: "none" });
  return {
    element: make("div", { class: "period" }, periods.element, totals, note),
    choose: (days) => periods.choose(String(days)),
    show: ({ period }) => {
      const tiles = COMPARED.map((name) =>
        make(
          "div",
          { class: `tile ${name}` },
          make("dt", {}, text(`insight_total_${name}`)),
          make(
            "dd",
            {},
            make("span", {}, written(name, period.total[name], tools)),
            trendElement(name, period, tools),
          ),
        ),
      );
      totals.replaceChildren(...tiles);
      totals.hidden = note.hidden = period.total.calls === 0;
      note.textContent = period.before
        ? text("insight_compared", { days: period.days })
        : text("insight_not_compared", { days: period.days });
    },
  };
};

/** @param {Tools} tools @returns {Part} */
export const makeQuiet = ({ text, format }) => {
  const sentence = make("p", { class: "sentence" });
  return {
    element: sentence,
    show: ({ quiet }) => {
      const hours = stretches(quiet.hours).map(({ from, to }) =>
        text("insight_stretch", { from: format.time(from), to: format.time(to % 24) }),
      );
      sentence.textContent =
        hours.length > 0
          ? text("insight_quiet_said", { hours: format.list(hours) })
          : text("insight_no_quiet");
    },
  };
};
