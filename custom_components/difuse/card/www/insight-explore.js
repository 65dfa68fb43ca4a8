// A drawing that can be read place by place: it is one stop of the Tab key, and arrow keys, a finger or the pointer
// choose the place that the line beside it tells of.

/** Which place comes next after one, by a key; undefined for keys that mean nothing here. */
/** @typedef {(at: number, key: string) => number | undefined} Next */

/** The way through places in one row. @param {number} count @returns {Next} */
export const along = (count) => (at, key) => {
  if (key === "ArrowRight") return Math.min(at + 1, count - 1);
  if (key === "ArrowLeft") return Math.max(at - 1, 0);
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
};

/** The way through places in rows of `width`. @param {number} width @param {number} height @returns {Next} */
export const across = (width, height) => (at, key) => {
  const [row, column] = [Math.floor(at / width), at % width];
  if (key === "ArrowRight") return row * width + Math.min(column + 1, width - 1);
  if (key === "ArrowLeft") return row * width + Math.max(column - 1, 0);
  if (key === "ArrowDown") return Math.min(row + 1, height - 1) * width + column;
  if (key === "ArrowUp") return Math.max(row - 1, 0) * width + column;
  if (key === "Home") return row * width;
  return key === "End" ? (row + 1) * width - 1 : undefined;
};

/** @type {Record<string, string>} */
const MIRRORED = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

/** A place of the drawing, and what is told of it. @typedef {{ element: HTMLElement, said: string }} Place */

export class Exploring {
  /** @type {HTMLElement} */ #area;
  /** @type {HTMLElement} */ #line;
  /** @type {Place[]} */ #places = [];
  /** @type {Next} */ #next = () => undefined;
  #summary = "";
  #at = -1;

  /**
   * @param {HTMLElement} area what is drawn
   * @param {HTMLElement} line where it is said in words
   */
  constructor(area, line) {
    this.#area = area;
    this.#line = line;
    area.addEventListener("pointerover", (event) => this.#point(event));
    // A finger that is lifted leaves as well, but is to have chosen something.
    area.addEventListener("pointerleave", ({ pointerType }) => pointerType === "touch" || this.#choose(-1));
    area.addEventListener("focus", () => line.setAttribute("aria-live", "polite"));
    area.addEventListener("blur", () => this.#leave());
    area.addEventListener("keydown", (event) => this.#press(event));
  }

  /**
   * Take other places; `summary` is said as long as none is chosen.
   * @param {{ places: Place[], next: Next, summary: string }} drawn
   */
  show({ places, next, summary }) {
    this.#places = places;
    this.#next = next;
    this.#summary = summary;
    this.#choose(this.#at < places.length ? this.#at : -1);
  }

  /** Figures that change by themselves interrupt nobody. */
  #leave() {
    this.#line.setAttribute("aria-live", "off");
    this.#choose(-1);
  }

  /** @param {PointerEvent} event */
  #point(event) {
    const at = this.#places.findIndex(({ element }) => event.composedPath().includes(element));
    if (at >= 0) this.#choose(at);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const next = this.#placeBy(this.#keyOf(event));
    if (next === undefined) return;
    event.preventDefault();
    this.#choose(next);
  }

  /** The key, with left and right as they are where texts run from right to left. @param {KeyboardEvent} event */
  #keyOf({ key }) {
    const isMirrored = getComputedStyle(this.#area).direction === "rtl";
    return (isMirrored && MIRRORED[key]) || key;
  }

  /** @param {string} key */
  #placeBy(key) {
    if (this.#places.length === 0) return undefined;
    if (key === "Escape") return -1;
    // The first key only shows where one is.
    return this.#at < 0 && key.startsWith("Arrow") ? 0 : this.#next(Math.max(this.#at, 0), key);
  }

  /** @param {number} at */
  #choose(at) {
    this.#at = at;
    this.#places.forEach(({ element }, index) => element.classList.toggle("at", index === at));
    const said = this.#places[at]?.said ?? this.#summary;
    if (this.#line.textContent !== said) this.#line.textContent = said;
  }
}
