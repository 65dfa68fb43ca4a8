// The card's parts that stay: header, filters, search, messages, list, and what comes below the list.

import { FILTERS } from "./calls.js";
import { arrange, icon, make, setAttributes } from "./dom.js";
import { isSamePerson } from "./people.js";
import { makeRow } from "./row.js";
import { STYLES } from "./styles.js";

const STATES = {
  loading: { icon: null, text: "loading" },
  empty: { icon: "phone-check", text: "empty" },
  nothing: { icon: "phone-off", text: "nothing_found" },
  unavailable: { icon: "phone-alert", text: "unavailable" },
  missing: { icon: "phone-remove", text: "no_pbx" },
  forbidden: { icon: "phone-lock", text: "forbidden" },
  failed: { icon: "alert-circle-outline", text: "failed_to_load" },
  wrong: { icon: "alert-circle-outline" },
};

/** Builds the card's elements once, and shows in them what it is given. */
export class View {
  #rows = new Map();
  #days = new Map();

  /** `on` has what happens: filter(name), search(text), seen(), older(), retry(), play(call, place), way(call), url(path). */
  constructor(root, config, on) {
    this.config = config;
    this.on = on;
    this.title = make("h2", { class: "title" });
    this.seen = make("button", { class: "seen", type: "button", hidden: true, onclick: () => on.seen() });
    this.filters = make("div", { class: "filters", role: "group" });
    this.search = make("input", {
      class: "search",
      type: "search",
      autocomplete: "off",
      oninput: () => on.search(this.search.value),
    });
    this.banner = make("p", { class: "banner", role: "status" });
    this.state = make("div", { class: "state", role: "status" });
    this.days = make("div", { class: "days" });
    this.older = make("button", { class: "older", type: "button", onclick: () => on.older() });
    this.end = make("p", { class: "end", role: "status" });
    this.list = make(
      "div",
      { class: "list", role: "region", tabindex: "0", onscroll: () => this.#scrolled() },
      this.state,
      this.days,
      this.older,
      this.end,
    );
    this.tools = make(
      "div",
      { class: "tools", hidden: !config.show_filters && !config.show_search },
      config.show_filters ? this.filters : null,
      config.show_search ? this.search : null,
    );
    this.card = make(
      "ha-card",
      {},
      make("div", { class: "head" }, this.title, this.seen),
      this.tools,
      this.banner,
      this.list,
    );
    root.replaceChildren(make("style", {}, STYLES), this.card);
  }

  #scrolled() {
    const left = this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
    if (left < 400 && !this.older.hidden && !this.older.disabled) this.on.older();
  }

  /** Say everything in these words; rows are made anew. */
  useWords(text, format, isRightToLeft) {
    Object.assign(this, { text, format });
    this.#rows.clear();
    this.card.dir = isRightToLeft ? "rtl" : "ltr";
    this.title.textContent = this.config.title ?? text("title");
    this.title.hidden = this.title.textContent === "";
    setAttributes(this.filters, { "aria-label": text("filters") });
    setAttributes(this.search, { "aria-label": text("search"), placeholder: text("search") });
    setAttributes(this.list, { "aria-label": this.title.textContent || text("title") });
    this.older.textContent = text("load_older");
    this.filters.replaceChildren(
      ...this.#chips().map((name) =>
        make(
          "button",
          { type: "button", class: "chip", "data-filter": name, onclick: () => this.on.filter(name) },
          text(`filter_${name}`),
        ),
      ),
    );
  }

  /** Calls between colleagues have no button, unless the card is to begin with them. */
  #chips() {
    return Object.keys(FILTERS).filter((name) => name !== "internal" || name === this.config.filter);
  }

  /** Show calls, or why there are none. */
  show({ calls, listing, state, wrong, banner, older }) {
    const { newMissed, filter, isLoading, trouble } = listing;
    this.names = listing.names;
    for (const chip of this.filters.children)
      setAttributes(chip, { "aria-pressed": String(chip.dataset.filter === filter) });
    this.seen.hidden = newMissed === 0;
    this.seen.replaceChildren(icon("eye-check-outline"), this.text("mark_seen", { count: newMissed }));
    this.banner.textContent = banner ? this.text(banner) : "";
    this.banner.hidden = !banner;
    this.#showState(state, wrong);
    this.#showCalls(calls, listing);
    this.older.hidden = !older;
    this.older.disabled = isLoading;
    this.older.textContent = this.text(isLoading ? "loading_older" : "load_older");
    this.end.textContent = trouble;
    this.end.hidden = !trouble;
  }

  #showState(name, wrong) {
    this.state.hidden = !name;
    if (this.state.dataset.state === (name ?? "")) return;
    this.state.dataset.state = name ?? "";
    if (!name) return;
    const { icon: picture, text } = STATES[name];
    const retry = make(
      "button",
      { class: "retry", type: "button", onclick: () => this.on.retry() },
      this.text("retry"),
    );
    this.state.replaceChildren(
      picture ? icon(picture, "large") : make("span", { class: "spinner" }),
      make("p", {}, wrong ? this.text(wrong.key, wrong.values) : this.text(text)),
      ...(name === "failed" ? [retry] : []),
    );
  }

  #showCalls(calls, { unseen, people }) {
    const days = new Map();
    const rows = new Map();
    for (const call of calls) {
      const key = `${call.call_id} ${call.db_id}`;
      const [isUnseen, person] = [unseen.has(call.call_id), people.of(call)];
      const kept = this.#rows.get(key);
      const isKept =
        kept?.isUnseen === isUnseen && isSame(kept.call, call) && isSamePerson(kept.person, person);
      const made = isKept ? kept : { ...this.#makeRow(call, person, isUnseen), call, person, isUnseen };
      if (isKept) made.renewPhoto(person?.photo);
      rows.set(key, made);
      const day = this.format.dayKey(new Date(call.started_at));
      if (!days.has(day)) days.set(day, []);
      days.get(day).push(made.row);
    }
    this.#rows = rows;
    arrange(
      this.days,
      [...days].map(([day, ofDay]) => this.#showDay(day, ofDay)),
    );
  }

  #makeRow(call, person, isUnseen) {
    const { config, text, format } = this;
    const { way, url } = this.on;
    const show = { details: config.show_details, recordings: config.show_recordings, dial: config.show_dial };
    const play = () => this.#play(made, call);
    const nameOf = (number, otherwise = number) =>
      Object.hasOwn(this.names, number) ? this.names[number] : otherwise;
    const made = makeRow(call, person, isUnseen, { text, format, show, nameOf, url, play, way });
    return made;
  }

  #play(made, call) {
    if (made.main.getAttribute("aria-expanded") !== "true") made.main.click();
    const place =
      made.details.querySelector(".player") ?? made.details.appendChild(make("div", { class: "player" }));
    this.on.play(call, place);
  }

  #showDay(day, rows) {
    const first = new Date(rows[0].querySelector("time").dateTime);
    let section = this.#days.get(day);
    if (!section) {
      const heading = make("h3", { id: `day-${day}` });
      section = make("section", { "aria-labelledby": heading.id }, heading, make("ul", { role: "list" }));
      this.#days.set(day, section);
    }
    section.firstElementChild.textContent = this.format.day(first);
    arrange(section.lastElementChild, rows);
    return section;
  }

  /** Time has passed: say anew when calls were. */
  refresh() {
    for (const { refresh } of this.#rows.values()) refresh();
  }
}

const isSame = (one, other) => one === other || JSON.stringify(one) === JSON.stringify(other);
