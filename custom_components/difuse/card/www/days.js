// The days of the list: each a heading with its rows, and the room for those that aren't in the page.

import { arrange, make } from "./dom.js";

/** @import { Formatter } from "./types.js" */
/** @import { Line } from "./fold.js" */
/** @import { Part } from "./layout.js" */

export class Days {
  /** @type {Map<string, HTMLElement>} */
  #sections = new Map();

  constructor() {
    this.element = make("div", { class: "days" });
  }

  /**
   * Show these parts of days.
   * @param {Part[]} parts
   * @param {(line: Line) => HTMLElement} rowOf
   * @param {Formatter} format
   */
  show(parts, rowOf, format) {
    /** @type {Map<string, HTMLElement>} */
    const sections = new Map();
    for (const part of parts) {
      const section = this.#sections.get(part.day) ?? makeSection(part.day);
      fill(section, part, rowOf, format);
      sections.set(part.day, section);
    }
    this.#sections = sections;
    arrange(this.element, [...sections.values()]);
  }
}

/**
 * @param {HTMLElement} section
 * @param {Part} part
 * @param {(line: Line) => HTMLElement} rowOf
 * @param {Formatter} format
 */
const fill = (section, { lines, position, size, before, after }, rowOf, format) => {
  const [heading, list] = /** @type {[HTMLElement, HTMLElement]} */ ([...section.children]);
  const name = lines[0] ? format.day(new Date(lines[0].call.started_at)) : "";
  if (heading.textContent !== name) heading.textContent = name;
  list.style.paddingBlock = `${before}px ${after}px`;
  const rows = lines.map((line, index) => {
    const row = rowOf(line);
    // Those that aren't in the page count as well.
    change(row, "aria-posinset", position + index + 1);
    change(row, "aria-setsize", size);
    return row;
  });
  arrange(list, rows);
};

/** @param {string} day */
const makeSection = (day) => {
  const heading = make("h3", { id: `day-${day}` });
  return make("section", { "aria-labelledby": heading.id }, heading, make("ul", { role: "list" }));
};

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {number} value
 */
const change = (element, name, value) => {
  if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
};
