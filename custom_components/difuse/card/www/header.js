// The top of the card: title, search, filters, and what is done with all calls.

import { icon, make, setAttributes } from "./dom.js";
import { Filters } from "./filters.js";

/** @import { Asked } from "./log-types.js" */
/** @import { CardConfig } from "./types.js" */
/** @import { FilterEvents, FilterWords } from "./filters.js" */
/** @typedef {{ seen: () => void, save: () => void, list: () => void }} HeaderEvents */

export class Header {
  /**
   * `on` has what happens, see `View`; `list` is for whoever goes on from the search into the list.
   * @param {CardConfig} config
   * @param {FilterEvents & HeaderEvents} on
   */
  constructor(config, on) {
    this.config = config;
    this.title = make("h2", { class: "title" });
    this.said = make("span", { class: "wide" });
    this.short = make("span", { class: "short", "aria-hidden": "true" });
    this.seen = make(
      "button",
      { class: "seen", type: "button", hidden: true, onclick: () => on.seen() },
      icon("eye-check-outline"),
      this.said,
      this.short,
    );
    this.filters = new Filters(on);
    this.save = make("button", { class: "action save", type: "button", onclick: () => on.save() });
    this.save.append(icon("table-arrow-down"));
    /** @type {HTMLInputElement} */
    this.search = make("input", {
      class: "search",
      type: "search",
      autocomplete: "off",
      maxlength: 100,
      oninput: () => on.ask({ text: this.search.value }),
      onkeydown: (/** @type {Event} */ event) => {
        if (/** @type {KeyboardEvent} */ (event).key !== "ArrowDown") return;
        event.preventDefault();
        on.list();
      },
    });
    this.element = this.#put();
  }

  #put() {
    const { show_filters: hasFilters, show_search: hasSearch } = this.config;
    const menu = make("span", { class: "menu" }, hasFilters ? this.filters.button : null, this.save);
    const bar = make("div", { class: "bar" }, this.title, hasSearch ? this.search : null, this.seen, menu);
    return make("div", { class: "head" }, bar, hasFilters ? this.filters.panel : null);
  }

  /** @param {FilterWords} words */
  useWords(words) {
    const { text } = words;
    this.text = text;
    this.title.textContent = this.config.title ?? text("title");
    this.title.hidden = this.title.textContent === "";
    setAttributes(this.search, { "aria-label": text("search"), placeholder: text("search") });
    setAttributes(this.save, { "aria-label": text("export"), title: text("export") });
    this.filters.useWords(words);
  }

  /** @param {{ newMissed: number, asked: Asked }} listing */
  show({ newMissed, asked }) {
    if (!this.text) return;
    const said = this.text("mark_seen", { count: newMissed });
    this.seen.hidden = newMissed === 0;
    this.said.textContent = said;
    this.short.textContent = String(newMissed);
    setAttributes(this.seen, { title: said });
    if (this.search.value.trim() !== asked.text.trim()) this.search.value = asked.text;
    this.filters.show(asked);
  }
}
