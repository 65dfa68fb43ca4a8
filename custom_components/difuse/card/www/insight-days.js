// Day by day, or for a year week by week: how many calls there were and what came of them, how long they rang and took.

import { make } from "./dom.js";
import { BarChart } from "./insight-chart.js";
import { countTicks, durationTicks, largest, sum, weeksOf } from "./insight-figures.js";

/** @import { Day, Insight, Part, Tools } from "./insight-types.js" */

/** From so many days on, bars are weeks. */
const LONG = 365;

/** @param {Insight} insight @param {Tools} tools @returns {(Day & { name: string, mark: string })[]} */
const spansOf = ({ by_day: days, period }, { format }) => {
  if (period.days >= LONG) {
    return weeksOf(days, format.firstWeekday).map((week) => ({
      ...week,
      name: format.dates(week.day, week.end),
      mark: format.month(week.day),
    }));
  }
  const isShort = days.length <= 7;
  return days.map((day) => ({
    ...day,
    name: format.named(day.day),
    mark: isShort ? format.weekdayOf(day.day) : format.date(day.day),
  }));
};

const PARTS = /** @type {const} */ (["answered", "missed", "outbound"]);

/** Calls a day and their outcome. @param {Tools} tools @returns {Part} */
export const makeDays = (tools) => {
  const { text, format } = tools;
  const names = PARTS.map((part) => text(`insight_${part}`));
  const title = text("insight_days");
  const chart = new BarChart(tools, { title, names, classes: [...PARTS], write: format.count });
  const legend = make("ul", { class: "legend" });
  /** @param {Insight} insight */
  const show = (insight) => {
    const bars = spansOf(insight, tools).map((span) => {
      const [answered, missed, outbound] = PARTS.map((part) => format.count(span[part]));
      const said = text("insight_day_said", { day: span.name, answered, missed, outbound });
      const values = PARTS.map((part) => span[part]);
      return { ...span, values, said, count: sum(values) };
    });
    const most = largest(bars, ({ count }) => count);
    const summary = most ? text("insight_most_calls", { day: most.name, count: most.count }) : "";
    chart.show({ bars, ticks: countTicks(most?.count ?? 0), summary });
    legend.replaceChildren(
      ...PARTS.map((part, index) => {
        const count = format.count(sum(bars.map((bar) => bar[part])));
        return make("li", { class: part }, make("span", {}, names[index]), " ", make("b", {}, count));
      }),
    );
  };
  return { element: make("div", {}, chart.element, legend), show };
};

/**
 * One chart of durations.
 * @param {Tools} tools
 * @param {"ring" | "talk"} name
 */
const makeDurations = (tools, name) => {
  const { text, format } = tools;
  const title = text(`insight_chart_${name}`);
  const chart = new BarChart(tools, { title, names: [title], classes: [name], write: format.duration });
  /** @param {Insight} insight */
  const show = (insight) => {
    const bars = spansOf(insight, tools).map((span) => {
      const value = span[name];
      const time = value === null ? text("insight_none") : format.duration(value);
      return { ...span, time, values: [value], said: text("insight_time_said", { day: span.name, time }) };
    });
    const most = largest(bars, (bar) => bar[name] ?? 0);
    const summary = most ? text("insight_longest", { day: most.name, time: most.time }) : "";
    chart.show({ bars, ticks: durationTicks(most?.[name] ?? 0), summary });
  };
  return { element: make("section", {}, make("h3", {}, title), chart.element), show };
};

/** Ring and talk times a day. @param {Tools} tools @returns {Part} */
export const makeTimes = (tools) => {
  const parts = [makeDurations(tools, "ring"), makeDurations(tools, "talk")];
  return {
    element: make("div", { class: "pair" }, ...parts.map((part) => part.element)),
    show: (insight) => parts.forEach((part) => part.show(insight)),
  };
};
