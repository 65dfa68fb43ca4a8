// Walking the list with the keyboard: arrows go from line to line, and one line is the list's place among what Tab reaches.

/** @import { List } from "./list.js" */
/** @import { Line } from "./fold.js" */
/**
 * What had the focus before rows changed: a control of a line, by its name.
 * @typedef {{ key: string, part: string } | undefined} Focus
 */

const PAGE = 6;

export class Steering {
  /** The line that was walked to last. @type {string | undefined} */
  #active;
  #first = 0;
  /** Where it was when it was looked for last. */
  #place = 0;
  /** It had the focus, and isn't there now. */
  #isAway = false;

  /** @param {List} list */
  constructor(list) {
    this.list = list;
    list.element.addEventListener("keydown", (event) => this.#pressed(event));
    list.element.addEventListener("focusin", (event) => this.#focused(event));
  }

  get #focusedElement() {
    const root = this.list.element.getRootNode();
    return root instanceof ShadowRoot || root instanceof Document ? root.activeElement : null;
  }

  /**
   * Note what has the focus, before rows change.
   * @returns {Focus}
   */
  begin() {
    const element = this.#focusedElement;
    const row = element?.closest?.("li.call");
    if (!row || !this.list.element.contains(row)) return undefined;
    return { key: /** @type {HTMLElement} */ (row).dataset.key ?? "", part: partOf(element) };
  }

  /**
   * Give the focus back to what stands for it now, and have one line that Tab reaches: the one that was walked to
   * last, or else the first in sight.
   * @param {Focus} focus
   * @param {number} first
   */
  end(focus, first) {
    const { list } = this;
    this.#first = first;
    this.#setStop();
    if (focus && !this.#focusedElement?.closest?.("li.call")) {
      const made = list.rowOf(focus.key);
      if (made?.row.isConnected) (made.partOf(focus.part) ?? made.main).focus({ preventScroll: true });
      else this.#leave();
    } else if (this.#isAway && this.#focusedElement === list.element) {
      const made = list.rowOf(this.#active);
      if (made?.row.isConnected) made.main.focus({ preventScroll: true });
    }
  }

  /** The line with the focus was scrolled away, or is gone: the list keeps it. */
  #leave() {
    this.#isAway = true;
    this.list.element.focus({ preventScroll: true });
  }

  /** @param {FocusEvent} event */
  #focused({ target }) {
    const row = /** @type {HTMLElement} */ (target).closest("li.call");
    if (!(row instanceof HTMLElement)) return;
    this.#isAway = false;
    this.#active = row.dataset.key;
    this.#setStop();
  }

  #setStop() {
    const { layout, there } = this.list;
    const [from, to] = there;
    const place = this.#here;
    const stop = place >= from && place < to ? place : this.#first;
    for (let index = from; index < to; index += 1) {
      this.list.rowOf(layout.lines[index]?.key)?.setStop(index === stop);
    }
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const element = /** @type {HTMLElement} */ (event.target);
    if (/^(INPUT|SELECT|TEXTAREA|AUDIO)$/.test(element.tagName)) return;
    if (event.key === "/") this.list.on.search();
    else if (!this.#walk(event.key) && !this.#turn(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** The place of the line at which somebody is, or -1. */
  get #here() {
    this.#place = this.list.layout.placeOf(this.#active, this.#place);
    return this.#place;
  }

  /** @param {string} key */
  #walk(key) {
    const { lines } = this.list.layout;
    const here = this.#here;
    /** @type {Record<string, number>} */
    const places = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + PAGE,
      PageUp: here - PAGE,
      Home: 0,
      End: lines.length - 1,
    };
    const wanted = places[key];
    if (wanted === undefined || lines.length === 0) return false;
    this.focus(Math.max(0, Math.min(lines.length - 1, wanted)));
    return true;
  }

  /** @param {number} index */
  focus(index) {
    const { list } = this;
    this.#active = list.layout.lines[index]?.key;
    list.reveal(index);
    list.rowOf(this.#active)?.main.focus({ preventScroll: true });
  }

  /**
   * Open the line, or close it; from within a fold, or its details, go back to it.
   * @param {string} key
   */
  #turn(key) {
    const { list } = this;
    const line = list.layout.lines[this.#here];
    const isRightToLeft = getComputedStyle(list.element).direction === "rtl";
    const [open, close] = isRightToLeft ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    if (!line || ![open, close, "Escape"].includes(key)) return false;
    if (key === open) list.toggle(line, true);
    else if (list.isOpen(line)) this.#close(line);
    else if (line.isInner) this.#close(/** @type {Line} */ (this.#foldOf(this.#here)));
    else return key !== "Escape";
    return true;
  }

  /** @param {Line} line */
  #close(line) {
    this.list.toggle(line, false);
    this.focus(this.list.layout.placeOf(line.key));
  }

  /** @param {number} index */
  #foldOf(index) {
    const { lines } = this.list.layout;
    return lines.slice(0, index).findLast((line) => line.isFold);
  }
}

/** @param {Element | null} element */
const partOf = (element) => element?.closest("[data-part]")?.getAttribute("data-part") ?? "";
