// The list of calls, however long it is: only the lines in sight and some around them are in the page.

import { keyOf } from "./calls.js";
import { Days } from "./days.js";
import { make } from "./dom.js";
import { linesOf } from "./fold.js";
import { Layout } from "./layout.js";
import { Steering } from "./steering.js";

/** @import { Call, Formatter } from "./types.js" */
/** @import { Line } from "./fold.js" */
/** @import { MadeRow } from "./row.js" */
/**
 * `renew` gives the row of a line: the one that is there if it still says what it should.
 * @typedef {object} ListEvents
 * @property {(line: Line, kept: MadeRow | undefined) => MadeRow} renew
 * @property {() => void} older the end comes in sight
 * @property {() => void} search somebody wants to type
 */

/** So near to the end older calls are asked for, in pixels. */
const NEAR = 600;
/** So many lines around those in sight are there before others take their place. */
const SPARE = 4;

export class List {
  /** @type {Map<string, MadeRow>} */
  #rows = new Map();
  /** @type {Set<string>} */
  #folds = new Set();
  /** @type {Set<string>} */
  #open = new Set();
  /** What details take, by the keys of their lines. @type {Map<string, number>} */
  #extra = new Map();
  /** @type {Call[]} */
  #calls = [];
  /** The lines that are in the page: the first, and the one after the last. @type {[number, number]} */
  there = [0, 0];
  #height = 60;
  /** The height of what is in sight. */
  #sight = 0;
  /** Whether the end is in sight, or near. */
  isAtEnd = false;
  #days;
  layout = new Layout();

  /**
   * `around` are the elements above the days and below them.
   * @param {ListEvents} on
   * @param {{ above: HTMLElement[], below: HTMLElement[] }} around
   */
  constructor(on, { above, below }) {
    this.on = on;
    this.#days = new Days();
    this.days = this.#days.element;
    const probe = make("div", { class: "probe" });
    this.element = make(
      "div",
      { class: "list", role: "region", tabindex: "-1", onscroll: () => this.#scrolled() },
      probe,
      ...above,
      this.days,
      ...below,
    );
    this.steering = new Steering(this);
    this.sizes = new ResizeObserver((entries) => this.#resized(entries, probe));
    this.sizes.observe(probe);
    this.sizes.observe(this.element);
  }

  /** @param {Formatter} format */
  useFormat(format) {
    this.format = format;
    this.#rows.clear();
  }

  /** @param {Call[]} calls with the latest first */
  show(calls) {
    this.#calls = calls;
    this.element.dataset.calls = String(calls.length);
    const { format } = this;
    if (!format) return;
    const before = this.layout;
    const top = this.#top();
    const seen = top > 0 ? before.at(top) : -1;
    const days = linesOf(calls, format.dayOf, this.#folds);
    this.layout = new Layout(days, { height: this.#height, heading: this.#height / 2, extra: this.#extra });
    // What somebody looks at stays where it is, whatever comes above it.
    const now = this.layout.placeOf(before.lines[seen]?.key, seen);
    const moved = seen >= 0 && now >= 0 ? this.layout.top(now) - before.top(seen) : 0;
    this.#place(top + moved);
    if (moved) this.element.scrollTop += moved;
  }

  toTop() {
    this.element.scrollTop = 0;
  }

  /** Time has passed: say anew when calls were. */
  refresh() {
    for (const { refresh } of this.#rows.values()) refresh();
  }

  /** @param {string | undefined} key */
  rowOf(key) {
    return key === undefined ? undefined : this.#rows.get(key);
  }

  /**
   * Go to a call; where it is folded, to its fold.
   * @param {Call | undefined} call
   */
  focusCall(call) {
    const { lines } = this.layout;
    const index = lines.findLastIndex(({ calls }) => calls.some((one) => call && keyOf(one) === keyOf(call)));
    if (index >= 0) this.steering.focus(index);
    else this.element.focus();
  }

  /** How far the days are scrolled; to be asked before rows change, since it has the page laid out. */
  #top() {
    return this.element.scrollTop - this.days.offsetTop;
  }

  /**
   * Open a line, or close it: the calls of a fold, or the details of a call.
   * @param {Line} line
   * @param {boolean} [isOpen]
   */
  toggle(line, isOpen = !this.isOpen(line)) {
    if (isOpen === this.isOpen(line)) return;
    const [open, keys] = line.isFold ? [this.#folds, line.calls.map(keyOf)] : [this.#open, [line.key]];
    for (const key of keys) {
      if (isOpen) open.add(key);
      else open.delete(key);
    }
    const row = this.#rows.get(line.key);
    row?.setOpen(isOpen);
    if (!line.isFold && row) this.#measure(line.key, row.details, isOpen);
    this.show(this.#calls);
    if (isOpen) row?.row.scrollIntoView({ block: "nearest" });
  }

  /**
   * Follow the height of what is open: more is added once it is known.
   * @param {string} key
   * @param {HTMLElement} details
   * @param {boolean} isOpen
   */
  #measure(key, details, isOpen) {
    if (isOpen) {
      this.#extra.set(key, details.offsetHeight);
      this.sizes.observe(details);
    } else {
      this.#extra.delete(key);
      this.sizes.unobserve(details);
    }
  }

  /** @param {Line} line */
  isOpen(line) {
    return line.isFold ? line.calls.some((call) => this.#folds.has(keyOf(call))) : this.#open.has(line.key);
  }

  #scrolled() {
    const { element, layout } = this;
    const [from, to] = this.there;
    const top = this.#top();
    const isAtEnd = element.scrollHeight - element.scrollTop - this.#sight < NEAR;
    const [first, last] = [layout.at(top), layout.at(top + this.#sight)];
    const isShort = (from > 0 && first < from + SPARE) || (to < layout.lines.length && last > to - SPARE);
    if (isShort) this.#place(top);
    if (isAtEnd) this.on.older();
  }

  /**
   * Have a line in sight, and its row there.
   * @param {number} index
   */
  reveal(index) {
    const { element, layout } = this;
    const [height, y] = [this.#height, layout.top(index) + this.days.offsetTop];
    // Its day's heading stays at the top, above it.
    const [lowest, highest] = [y - height / 2, y + height - this.#sight];
    const wanted = Math.max(Math.min(element.scrollTop, index === 0 ? 0 : lowest), highest);
    if (wanted !== element.scrollTop) element.scrollTop = wanted;
    this.#place(this.#top());
  }

  /**
   * Put the lines around this height into the page.
   * @param {number} top
   */
  #place(top) {
    this.isAtEnd = top > 0 && this.layout.total - top - this.#sight < NEAR;
    const focus = this.steering.begin();
    this.there = this.layout.around(top, this.#sight || 10 * this.#height);
    const { before, parts, after } = this.layout.window(...this.there);
    const kept = new Map(
      [...this.#rows].filter(([key]) => this.#open.has(key) && this.layout.placeOf(key) >= 0),
    );
    const rows = new Map(kept);
    for (const line of parts.flatMap(({ lines }) => lines)) rows.set(line.key, this.#rowFor(line));
    this.#rows = rows;
    this.days.style.paddingBlock = `${before}px ${after}px`;
    const rowOf = (/** @type {Line} */ { key }) => /** @type {MadeRow} */ (rows.get(key)).row;
    this.#days.show(parts, rowOf, /** @type {Formatter} */ (this.format));
    this.steering.end(focus, this.layout.at(top + this.#height / 2));
  }

  /** @param {Line} line */
  #rowFor(line) {
    const before = this.#rows.get(line.key);
    const made = this.on.renew(line, before);
    if (made === before) return made;
    if (before) this.sizes.unobserve(before.details);
    if (this.isOpen(line)) this.sizes.observe(made.details);
    made.setOpen(this.isOpen(line));
    return made;
  }

  /**
   * @param {ResizeObserverEntry[]} entries
   * @param {HTMLElement} probe
   */
  #resized(entries, probe) {
    let isOther = false;
    for (const { target } of entries) {
      const height = /** @type {HTMLElement} */ (target).offsetHeight;
      if (target === probe && height > 0 && height !== this.#height) {
        this.#height = height;
        isOther = true;
      } else if (target === this.element) {
        this.#sight = this.element.clientHeight;
        isOther = true;
      }
    }
    for (const [key, { details }] of this.#rows) {
      if (!this.#open.has(key) || !details.isConnected || details.offsetHeight === this.#extra.get(key)) {
        continue;
      }
      this.#extra.set(key, details.offsetHeight);
      isOther = true;
    }
    if (isOther) this.show(this.#calls);
  }
}
