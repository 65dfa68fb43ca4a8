// Which lines of a long list are to be there, and how much room the others take.

/** @import { Day, Line } from "./fold.js" */
/**
 * A part of a day that is there, and the room for the lines that aren't.
 * @typedef {object} Part
 * @property {string} day
 * @property {Line[]} lines
 * @property {number} position that of its first line within the day
 * @property {number} size how many lines the day has
 * @property {number} before
 * @property {number} after
 */
/** @typedef {{ before: number, parts: Part[], after: number }} Window */

/** So many lines are there above and below those in sight. */
const MARGIN = 10;

export class Layout {
  /** @type {Line[]} */
  lines = [];
  /** @type {Day[]} */
  #days = [];
  /** The first line of each day. @type {number[]} */
  #firsts = [];
  /** Where each line begins; and the end of the last. @type {number[]} */
  #tops = [0];
  /** @type {Map<string, number> | undefined} */
  #places;

  /**
   * `height` is that of a line and `heading` that of a day's; `extra` is what open lines take besides, by key.
   * @param {Day[]} days
   * @param {{ height: number, heading: number, extra: Map<string, number> }} sizes
   */
  constructor(days = [], { height, heading, extra } = { height: 1, heading: 0, extra: new Map() }) {
    this.#days = days;
    this.heading = heading;
    let top = 0;
    for (const { lines } of days) {
      this.#firsts.push(this.lines.length);
      top += heading;
      for (const line of lines) {
        this.#tops[this.lines.length] = top;
        this.lines.push(line);
        top += height + (extra.get(line.key) ?? 0);
      }
    }
    this.#tops[this.lines.length] = top;
  }

  get total() {
    return this.top(this.lines.length);
  }

  /** @param {number} index */
  top(index) {
    return this.#tops[Math.min(index, this.lines.length)] ?? 0;
  }

  /**
   * The place of a line, or -1. Most lists change at their end: it is looked for first where it was before.
   * @param {string | undefined} key
   * @param {number} [before]
   */
  placeOf(key, before = 0) {
    if (key === undefined) return -1;
    if (this.lines[before]?.key === key) return before;
    this.#places ??= new Map(this.lines.map((line, index) => [line.key, index]));
    return this.#places.get(key) ?? -1;
  }

  /**
   * The line at a height.
   * @param {number} y
   */
  at(y) {
    let [low, high] = [0, this.lines.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.top(middle) <= y) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /**
   * The first line that is to be there and the one after the last, for so much in sight.
   * @param {number} top
   * @param {number} height
   * @returns {[number, number]}
   */
  around(top, height) {
    const [first, last] = [this.at(top), this.at(top + height)];
    return [Math.max(0, first - MARGIN), Math.min(this.lines.length, last + 1 + MARGIN)];
  }

  /**
   * What is to be there of these lines, day by day.
   * @param {number} from
   * @param {number} to
   * @returns {Window}
   */
  window(from, to) {
    /** @type {Part[]} */
    const parts = [];
    let [before, after] = [0, 0];
    this.#days.forEach(({ day, lines }, index) => {
      const first = this.#firsts[index] ?? 0;
      const [begin, end] = [Math.max(from, first), Math.min(to, first + lines.length)];
      if (begin >= end) return;
      if (parts.length === 0) before = this.top(first) - this.heading;
      const next = this.#bottom(first + lines.length);
      after = this.total - next;
      parts.push({
        day,
        lines: this.lines.slice(begin, end),
        position: begin - first,
        size: lines.length,
        before: this.top(begin) - this.top(first),
        after: next - this.#bottom(end, first + lines.length),
      });
    });
    return { before, parts, after };
  }

  /**
   * Where the line before this one ends: before the heading of the next day.
   * @param {number} index
   * @param {number} [endOfDay]
   */
  #bottom(index, endOfDay = index) {
    const isLast = index >= this.lines.length;
    return this.top(index) - (index === endOfDay && !isLast ? this.heading : 0);
  }
}
