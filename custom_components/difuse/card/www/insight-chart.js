// Bars over the days of a period, with an axis of round numbers, and the same as a table for those who don't see them.

import { make } from "./dom.js";
import { along, Exploring } from "./insight-explore.js";

/** @import { Tools } from "./insight-types.js" */

/**
 * What one bar stands for: its parts, from the bottom up.
 * @typedef {object} Bar
 * @property {string} name the day or week in words
 * @property {string} mark the same as a mark of the axis
 * @property {(number | null)[]} values
 * @property {string} said
 */

/** @typedef {{ bars: Bar[], ticks: number[], summary: string }} Drawn */

/** Marks of all bars of a week, else so many that each has room on a phone. */
const WEEK = 7;
const MOST_MARKS = 6;

export class BarChart {
  #tools;
  #names;
  #classes;
  #title;
  #write;
  #lines = make("div", { class: "lines" });
  #axis = make("div", { class: "axis", "aria-hidden": "true" });
  #bars = make("div", { class: "bars" });
  #marks = make("div", { class: "marks", "aria-hidden": "true" });
  #table = make("table");
  #exploring;

  /**
   * @param {Tools} tools
   * @param {{ title: string, names: string[], classes: string[], write: (value: number) => string }} given
   *   `names` are those of the parts of a bar, `write` puts a value in words
   */
  constructor(tools, { title, names, classes, write }) {
    this.#tools = tools;
    this.#names = names;
    this.#write = write;
    this.#classes = classes;
    const line = make("p", { class: "line" });
    const drawing = make("div", { class: "drawing", "aria-hidden": "true" }, this.#lines, this.#bars);
    const label = tools.text("insight_explore", { what: title });
    const plot = make("div", { class: "plot", tabindex: 0, role: "group", "aria-label": label }, drawing);
    this.#title = title;
    this.element = make(
      "div",
      { class: "chart" },
      line,
      make("div", { class: "around" }, this.#axis, plot, this.#marks),
      make("div", { class: "hidden" }, this.#table),
    );
    this.#exploring = new Exploring(plot, line);
  }

  /** @param {Drawn} drawn */
  show({ bars, ticks, summary }) {
    const most = Math.max(...ticks);
    const places = bars.map((bar) => ({ element: this.#barOf(bar, most), said: bar.said }));
    this.#bars.replaceChildren(...places.map(({ element }) => element));
    this.#lines.replaceChildren(...ticks.map(() => make("i")));
    this.#axis.replaceChildren(
      ...[...ticks]
        .reverse()
        .map((tick) => make("b", {}, tick > 0 ? this.#write(tick) : this.#tools.format.count(0))),
    );
    this.#showMarks(bars);
    this.#showTable(bars);
    this.#exploring.show({ places, next: along(bars.length), summary });
  }

  /** @param {Bar} bar @param {number} most */
  #barOf({ values }, most) {
    const parts = values.map((value, index) => {
      const part = make("i", { class: this.#classes[index] });
      part.style.height = `${(100 * (value ?? 0)) / most}%`;
      return value ? part : null;
    });
    return make("div", { class: "bar" }, ...parts);
  }

  /** @param {Bar[]} bars */
  #showMarks(bars) {
    const apart = bars.length > WEEK ? Math.ceil(bars.length / MOST_MARKS) : 1;
    this.#marks.classList.toggle("each", apart === 1);
    this.#marks.style.gridTemplateColumns = `repeat(${bars.length}, minmax(0, 1fr))`;
    const marked = bars.flatMap(({ mark }, index) => {
      if (index % apart > 0) return [];
      const element = make("span", {}, mark);
      element.style.gridColumn = `${index + 1} / ${Math.min(index + apart, bars.length) + 1}`;
      return [element];
    });
    this.#marks.replaceChildren(...marked);
  }

  /** @param {Bar[]} bars */
  #showTable(bars) {
    const { text } = this.#tools;
    const heads = [text("insight_when"), ...this.#names].map((name) => make("th", { scope: "col" }, name));
    const rows = bars.map(({ name, values }) =>
      make(
        "tr",
        {},
        make("th", { scope: "row" }, name),
        ...values.map((value) => make("td", {}, value === null ? text("insight_none") : this.#write(value))),
      ),
    );
    this.#table.replaceChildren(
      make("caption", {}, this.#title),
      make("thead", {}, make("tr", {}, ...heads)),
      make("tbody", {}, ...rows),
    );
  }
}
