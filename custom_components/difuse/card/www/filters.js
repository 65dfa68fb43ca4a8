// The menu in which calls are chosen by what they have in common, and the line that says what is chosen.

import { KINDS, OUTCOMES, UNKNOWN, filtersOf, nothingBut } from "./asked.js";
import { icon, make, setAttributes } from "./dom.js";

/** @import { Asked } from "./log-types.js" */
/** @import { FilterName, Formatter, NameOf, Text } from "./types.js" */
/** @typedef {{ extensions: string[], groups: string[] }} Choices */
/** @typedef {{ text: Text, format: Formatter, nameOf: NameOf }} FilterWords */
/**
 * @typedef {object} FilterEvents
 * @property {(changes: Partial<Asked>) => void} ask
 * @property {() => Promise<Choices>} choices
 */

const WIDTH = 320;
const EDGE = 8;

let made = 0;

export class Filters {
  /** @type {FilterWords | undefined} */
  #words;
  /** @type {Asked} */
  #asked = nothingBut("all");

  /** @param {FilterEvents} on */
  constructor(on) {
    this.on = on;
    const id = `filters-${(made += 1)}`;
    this.count = make("span", { class: "count", "aria-hidden": "true", hidden: true });
    this.button = make(
      "button",
      { class: "action filter", type: "button", popovertarget: id },
      icon("filter-variant"),
      this.count,
    );
    this.kinds = make("div", { class: "filters", role: "group" });
    this.outcome = this.#select("outcome");
    this.extension = this.#select("extension");
    this.group = this.#select("group");
    /** @type {HTMLInputElement} */
    this.day = make("input", {
      type: "date",
      // A browser's own button empties it.
      onchange: () => on.ask({ day: this.day.value }),
    });
    /** @type {HTMLInputElement} */
    this.recorded = make("input", {
      type: "checkbox",
      onchange: () => on.ask({ recorded: this.recorded.checked }),
    });
    this.clear = make("button", { class: "pill", type: "button", onclick: () => this.#clear() });
    this.panel = make("div", { class: "panel", id, popover: "auto", role: "dialog" });
    this.panel.addEventListener("toggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "closed") this.#closed();
    });
    this.panel.addEventListener("beforetoggle", (event) => {
      if (/** @type {ToggleEvent} */ (event).newState === "open") this.#opens();
    });
  }

  /** @param {"outcome" | "extension" | "group"} name */
  #select(name) {
    /** @type {HTMLSelectElement} */
    const select = make("select", { onchange: () => this.on.ask({ [name]: select.value }) });
    return select;
  }

  #clear() {
    this.on.ask({ ...nothingBut("all"), text: this.#asked.text });
  }

  /** @param {FilterWords} words */
  useWords(words) {
    this.#words = words;
    const { text } = words;
    setAttributes(this.panel, { "aria-label": text("filters") });
    setAttributes(this.kinds, { "aria-label": text("filters") });
    this.kinds.replaceChildren(
      ...Object.keys(KINDS).map((name) => this.#chip(/** @type {FilterName} */ (name))),
    );
    this.clear.textContent = text("clear_filters");
    const fields = [
      ["filter_outcome", this.outcome],
      ["filter_extension", this.extension],
      ["filter_group", this.group],
      ["filter_day", this.day],
    ];
    this.panel.replaceChildren(
      this.kinds,
      ...fields.map(([key, field]) => make("label", { class: "field" }, text(String(key)), field)),
      make("label", { class: "field check" }, this.recorded, text("filter_recorded")),
      this.clear,
    );
    fill(
      this.outcome,
      text("any"),
      OUTCOMES.map((name) => [name, text(name)]),
    );
    this.#offer({ extensions: [], groups: [] });
  }

  /** @param {FilterName} name */
  #chip(name) {
    const { text } = /** @type {FilterWords} */ (this.#words);
    return make(
      "button",
      {
        type: "button",
        class: "chip",
        "data-filter": name,
        autofocus: name === "all",
        onclick: () => this.on.ask({ kind: name }),
      },
      text(`filter_${name}`),
    );
  }

  /** @param {Asked} asked */
  show(asked) {
    this.#asked = asked;
    if (!this.#words) return;
    const { text, format } = this.#words;
    const count = filtersOf(asked).length;
    const label = count > 0 ? text("filters_set", { count }) : text("filters");
    setAttributes(this.button, { "aria-label": label, title: label });
    this.count.textContent = String(count);
    this.count.hidden = count === 0;
    this.clear.hidden = count === 0;
    for (const chip of /** @type {HTMLElement[]} */ ([...this.kinds.children])) {
      setAttributes(chip, { "aria-pressed": String(chip.dataset.filter === asked.kind) });
    }
    for (const name of /** @type {const} */ (["outcome", "extension", "group"])) {
      choose(this[name], asked[name]);
    }
    this.recorded.checked = asked.recorded;
    this.day.max = format.dayKey(new Date());
    if (this.day.value !== asked.day) this.day.value = asked.day;
  }

  /** Whoever was in the menu is at its button now. */
  #closed() {
    const { activeElement } = /** @type {ShadowRoot} */ (this.panel.getRootNode());
    if (!activeElement || this.panel.contains(activeElement)) this.button.focus();
  }

  async #opens() {
    this.#move();
    // It is there now: it may be higher than the room below the button.
    requestAnimationFrame(() => this.#move());
    try {
      this.#offer(await this.on.choices());
    } catch {
      // What can't be had can't be chosen.
    }
  }

  #move() {
    const { bottom, left, right } = this.button.getBoundingClientRect();
    const width = Math.min(WIDTH, innerWidth - 2 * EDGE);
    const isRightToLeft = getComputedStyle(this.button).direction === "rtl";
    const x = Math.max(EDGE, Math.min(isRightToLeft ? left : right - width, innerWidth - width - EDGE));
    const y = Math.max(EDGE, Math.min(bottom + 4, innerHeight - this.panel.offsetHeight - EDGE));
    Object.assign(this.panel.style, {
      left: `${x + scrollX}px`,
      top: `${y + scrollY}px`,
      width: `${width}px`,
    });
  }

  /** @param {Choices} choices */
  #offer({ extensions, groups }) {
    if (!this.#words) return;
    const { text, nameOf } = this.#words;
    const { extension, group } = this.#asked;
    const numbers = [...new Set([...extensions, ...(extension ? [extension] : [])])];
    const named = numbers.map((one) => [one, nameOf(one) === one ? one : `${nameOf(one)} (${one})`]);
    named.sort(([, one = ""], [, other = ""]) => one.localeCompare(other, undefined, { numeric: true }));
    fill(this.extension, text("any"), named);
    const others = group && group !== UNKNOWN && !groups.includes(group) ? [group] : [];
    const all = [...groups, ...others].map((one) => [one, one]);
    fill(this.group, text("any"), [[UNKNOWN, text("no_group")], ...all]);
    choose(this.extension, extension);
    choose(this.group, group);
  }

  /**
   * Make the line that says what is chosen, each to be taken back.
   * @param {Asked} asked
   */
  chosen(asked) {
    if (!this.#words) return [];
    const { text } = this.#words;
    return filtersOf(asked).map((name) => {
      const said = this.#saidOf(name, asked);
      const label = text("without_filter", { filter: said });
      const without = { [name]: nothingBut("all")[name] };
      const attributes = { class: "pill", type: "button", "aria-label": label, title: label };
      return make(
        "button",
        { ...attributes, onclick: () => this.on.ask(without) },
        make("bdi", {}, said),
        icon("close"),
      );
    });
  }

  /**
   * @param {keyof Asked} name
   * @param {Asked} asked
   */
  #saidOf(name, asked) {
    const { text, format, nameOf } = /** @type {FilterWords} */ (this.#words);
    const said = {
      kind: () => text(`filter_${asked.kind}`),
      outcome: () => text(asked.outcome),
      extension: () => nameOf(asked.extension),
      group: () => (asked.group === UNKNOWN ? text("no_group") : asked.group),
      number: () => asked.who || asked.number,
      recorded: () => text("filter_recorded"),
      day: () => text("until_day", { day: format.date(asked.day) }),
    };
    return said[/** @type {keyof typeof said} */ (name)]();
  }
}

/**
 * Put choices into a select, behind the one of none.
 * @param {HTMLSelectElement} select
 * @param {string} none
 * @param {string[][]} choices each with its value and what it says
 */
const fill = (select, none, choices) => {
  const { value } = select;
  const all = [["", none], ...choices];
  select.replaceChildren(...all.map(([one, said]) => make("option", { value: one ?? "" }, said ?? "")));
  choose(select, value);
};

/**
 * @param {HTMLSelectElement} select
 * @param {string} value
 */
const choose = (select, value) => {
  if (select.value !== value && [...select.options].some((one) => one.value === value)) select.value = value;
};
