// Weekdays and hours: when calls come in, and when they are missed.

import { make } from "./dom.js";
import { across, Exploring } from "./insight-explore.js";
import { hoursOfWeek, largest, weekFrom } from "./insight-figures.js";
import { makeChoice } from "./insight-choice.js";

/** @import { Insight, Part, Tools } from "./insight-types.js" */
/** @typedef {ReturnType<typeof hoursOfWeek>[number][number]} Cell */

const HOURS = 24;
const MARK_EACH = 6;
const STEPS = 5;
/** Of fewer calls, a share says little. */
const ENOUGH = 3;
const TENTH = 0.1;

/** What the darkness of a cell may stand for: how much of it there is, and what the darkest stands for. */
const MEASURES = {
  calls: {
    /** @param {Cell} cell */
    of: (cell) => cell.anHour,
    /** @param {number} most */
    end: (most) => most,
    /** @param {number} value @param {Tools} tools */
    write: (value, { format }) => format.decimal(value),
  },
  share: {
    /** @param {Cell} cell */
    of: (cell) => (cell.inbound < ENOUGH ? 0 : cell.share),
    /** @param {number} most */
    end: (most) => Math.ceil(Math.round(1000 * most) / 100) * TENTH,
    /** @param {number} value @param {Tools} tools */
    write: (value, { format }) => format.percent(100 * value),
  },
};
/** @typedef {keyof typeof MEASURES} Measure */

class HeatMap {
  /** @type {Tools} */ #tools;
  /** @type {Measure} */ #measure = "calls";
  /** @type {Insight | undefined} */ #insight;
  #table = make("table", { class: "week" });
  #legend = make("p", { class: "scale", "aria-hidden": "true" });
  #exploring;

  /** @param {Tools} tools */
  constructor(tools) {
    this.#tools = tools;
    const { text } = tools;
    const line = make("p", { class: "line" });
    const label = text("insight_explore", { what: text("insight_heat_map") });
    const area = make("div", { class: "map", tabindex: 0, role: "group", "aria-label": label }, this.#table);
    const measures = ["calls", "share"].map((value) => ({ value, label: text(`insight_by_${value}`) }));
    const chosen = (/** @type {string} */ value) => this.#choose(/** @type {Measure} */ (value));
    const choice = makeChoice({ label: text("insight_by"), options: measures, chosen });
    choice.choose(this.#measure);
    this.element = make("div", { class: "heat" }, choice.element, line, area, this.#legend);
    this.#exploring = new Exploring(area, line);
  }

  /** @param {Measure} measure */
  #choose(measure) {
    this.#measure = measure;
    if (this.#insight) this.show(this.#insight);
  }

  /** @param {Insight} insight */
  show(insight) {
    this.#insight = insight;
    const { text, format } = this.#tools;
    const week = hoursOfWeek(insight);
    const measure = MEASURES[this.#measure];
    const order = weekFrom(format.firstWeekday);
    const cells = order.flatMap((weekday) =>
      (week[weekday] ?? []).map((cell, hour) => ({ ...cell, weekday, hour })),
    );
    const end = measure.end(Math.max(...cells.map(measure.of))) || 1;
    const places = cells.map((cell) => ({
      element: this.#cellOf(cell, measure.of(cell) / end),
      said: this.#sayAll(cell),
    }));
    const rows = order.map((weekday, row) => {
      const hours = places.slice(row * HOURS, (row + 1) * HOURS).map(({ element }) => element);
      return make("tr", {}, make("th", { scope: "row" }, format.weekday(weekday, "short")), ...hours);
    });
    this.#table.className = `week ${this.#measure}`;
    this.#table.replaceChildren(this.#caption(), this.#head(), make("tbody", {}, ...rows));
    this.#showLegend(end);
    const most = largest(cells, measure.of);
    const summary = most ? text(`insight_peak_${this.#measure}`, { hour: this.#sayAll(most) }) : "";
    this.#exploring.show({ places, next: across(HOURS, order.length), summary });
  }

  /** @param {Cell} cell @param {number} part of what the darkest stands for */
  #cellOf(cell, part) {
    const said = make("span", { class: "hidden" }, this.#sayCell(cell));
    const element = make("td", { class: part > 0 ? "some" : undefined }, said);
    element.style.setProperty("--part", part.toFixed(3));
    return element;
  }

  #caption() {
    return make("caption", { class: "hidden" }, this.#tools.text("insight_heat_map"));
  }

  #head() {
    const { text, format } = this.#tools;
    const hours = Array.from({ length: HOURS }, (_, hour) => {
      const mark = make("span", { class: hour % MARK_EACH === 0 ? "mark" : "hidden" }, format.hour(hour));
      return make("th", { scope: "col" }, mark);
    });
    const corner = make("th", { scope: "col" }, make("span", { class: "hidden" }, text("insight_weekday")));
    return make("thead", {}, make("tr", {}, corner, ...hours));
  }

  /** @param {number} end */
  #showLegend(end) {
    const steps = Array.from({ length: STEPS }, (_, index) => {
      const step = make("i", { class: index > 0 ? "some" : undefined });
      step.style.setProperty("--part", String(index / (STEPS - 1)));
      return step;
    });
    const { text } = this.#tools;
    const written = MEASURES[this.#measure].write(end, this.#tools);
    this.#legend.className = `scale ${this.#measure}`;
    this.#legend.replaceChildren(
      make("span", {}, MEASURES[this.#measure].write(0, this.#tools)),
      make("span", { class: "steps" }, ...steps),
      make("span", {}, text(`insight_scale_${this.#measure}`, { most: written })),
    );
  }

  /** @param {Cell} cell */
  #sayCell({ inbound, missed, share }) {
    const { text, format } = this.#tools;
    if (inbound === 0) return text("insight_no_calls");
    return text("insight_cell", {
      calls: text("insight_calls", { count: inbound }),
      missed: text("insight_missed_count", { count: missed }),
      share: format.percent(100 * share),
    });
  }

  /** @param {Cell & { weekday: number, hour: number }} cell */
  #sayAll(cell) {
    const { text, format } = this.#tools;
    return text("insight_hour_said", {
      weekday: format.weekday(cell.weekday, "long"),
      from: format.time(cell.hour),
      to: format.time((cell.hour + 1) % HOURS),
      calls: this.#sayCell(cell),
    });
  }
}

/** @param {Tools} tools @returns {Part} */
export const makeHeatMap = (tools) => {
  const map = new HeatMap(tools);
  return { element: map.element, show: (insight) => map.show(insight) };
};
