// The card's parts that stay: header, messages, list, what was done, and the foot below the list.

import { make, setAttributes } from "./dom.js";
import { Header } from "./header.js";
import { List } from "./list.js";
import { isSamePerson, otherEnd } from "./people.js";
import { PLAYER_STYLES } from "./player-styles.js";
import { makeRow } from "./row.js";
import { ROW_STYLES } from "./row-styles.js";
import { AVATAR_STYLES, STATE_STYLES, TOAST_STYLES } from "./shared-styles.js";
import { makeStatePlace, showState } from "./states.js";
import { STYLES } from "./styles.js";
import { Toast } from "./toast.js";

/** @import { RowTools, ViewEvents } from "./log-types.js" */
/** @import { Call, CardConfig, Formatter, Person, Text, TextValues } from "./types.js" */
/** @import { Line } from "./fold.js" */
/** @import { Listing } from "./listing.js" */
/** @import { MadeRow } from "./row.js" */
/** @import { StateName } from "./states.js" */
/**
 * What is to be shown.
 * @typedef {object} Shown
 * @property {Call[]} calls
 * @property {Listing} listing
 * @property {StateName | undefined} state why there are none
 * @property {{ key: string, values?: TextValues } | undefined} wrong what is wrong in the configuration
 * @property {string} banner
 * @property {boolean} older whether there may be more
 */

const SHARED = [STATE_STYLES, AVATAR_STYLES, TOAST_STYLES];

/** Builds the card's elements once, and shows in them what it is given. */
export class View {
  /** @type {Listing | undefined} */
  #listing;

  /**
   * `foot` stands below the list, outside of what scrolls.
   * @param {ShadowRoot} root
   * @param {CardConfig} config
   * @param {ViewEvents} on
   * @param {HTMLElement} foot
   */
  constructor(root, config, on, foot) {
    this.config = config;
    this.on = on;
    this.header = new Header(config, { ...on, list: () => this.list.steering.focus(0) });
    this.banner = make("p", { class: "banner", role: "status" });
    this.state = makeStatePlace();
    this.chosen = make("div", { class: "chosen", hidden: true });
    this.older = make("button", { class: "older", type: "button", onclick: () => on.older() });
    this.end = make("p", { class: "end", role: "status" });
    this.list = new List(
      {
        renew: (line, kept) => this.#renew(line, kept),
        older: () => {
          if (!this.older.hidden && !this.older.disabled) on.older();
        },
        search: () => this.header.search.focus(),
      },
      { above: [this.chosen, this.state], below: [this.older, this.end] },
    );
    this.toast = new Toast();
    this.card = make(
      "ha-card",
      {},
      this.header.element,
      this.banner,
      this.list.element,
      this.toast.element,
      foot,
    );
    root.replaceChildren(make("style", {}, STYLES, ...SHARED, ROW_STYLES, PLAYER_STYLES), this.card);
  }

  /**
   * Say everything in these words; rows are made anew.
   * @param {Text} text
   * @param {Formatter} format
   * @param {boolean} isRightToLeft
   */
  useWords(text, format, isRightToLeft) {
    Object.assign(this, { text, format });
    this.card.dir = isRightToLeft ? "rtl" : "ltr";
    this.header.useWords({ text, format, nameOf: (number, otherwise) => this.nameOf(number, otherwise) });
    setAttributes(this.list.element, { "aria-label": this.header.title.textContent || text("title") });
    setAttributes(this.chosen, { role: "group", "aria-label": text("chosen") });
    this.list.useFormat(format);
  }

  /** @type {Text} */
  text = () => "";
  /** @type {Formatter | undefined} */
  format;

  /**
   * What an extension is called.
   * @param {string} number
   * @param {string} [otherwise]
   * @returns {string}
   */
  nameOf(number, otherwise = number) {
    const names = this.#listing?.names ?? {};
    return (Object.hasOwn(names, number) && names[number]) || otherwise;
  }

  /**
   * Who is at the other end of a call.
   * @param {Call} call
   */
  whoIs(call) {
    const { name, shown } = otherEnd(call, this.#listing?.people.of(call));
    return name || shown || this.text("withheld");
  }

  /**
   * Show calls, or why there are none.
   * @param {Shown} shown
   */
  show({ calls, listing, state, wrong, banner, older }) {
    this.#listing = listing;
    this.header.show(listing);
    this.#showChosen(listing);
    this.banner.textContent = banner ? this.text(banner) : "";
    this.banner.hidden = !banner;
    const { text, on } = this;
    showState(this.state, state, { text, retry: () => on.retry(), wrong });
    this.list.show(calls);
    this.older.hidden = !older;
    this.older.disabled = listing.isLoading;
    this.older.textContent = this.text(listing.isLoading ? "loading_older" : "load_older");
    this.end.textContent = listing.trouble;
    this.end.hidden = !listing.trouble;
    // Calls came while somebody stayed at the end: there are still more.
    if (this.list.isAtEnd && older && !listing.isLoading && !listing.trouble) this.on.older();
  }

  /** @param {Listing} listing */
  #showChosen({ asked }) {
    const key = JSON.stringify({ ...asked, text: "" });
    if (this.chosen.dataset.asked === key) return;
    this.chosen.dataset.asked = key;
    const had = this.chosen.contains(/** @type {ShadowRoot} */ (this.chosen.getRootNode()).activeElement);
    const pills = this.config.show_filters ? this.header.filters.chosen(asked) : [];
    this.chosen.replaceChildren(...pills);
    this.chosen.hidden = pills.length === 0;
    if (had) (pills[0] ?? this.header.filters.button).focus();
  }

  /**
   * The row of a line: the one that is there, as long as it says what it should.
   * @param {Line} line
   * @param {MadeRow | undefined} kept
   * @returns {MadeRow}
   */
  #renew(line, kept) {
    const listing = /** @type {Listing} */ (this.#listing);
    const person = listing.people.of(line.call);
    const isUnseen = line.calls.some((call) => listing.unseen.has(call.call_id));
    const isSame =
      kept && kept.isUnseen === isUnseen && areSame(kept.line, line) && isSamePerson(kept.person, person);
    if (!isSame) return { ...makeRow(line, person, isUnseen, this.#tools(person)), line, person, isUnseen };
    kept.renewPhoto(person?.photo);
    return kept;
  }

  /**
   * @param {Person | undefined} person
   * @returns {RowTools}
   */
  #tools(person) {
    const { config, on, text } = this;
    const format = /** @type {Formatter} */ (this.format);
    return {
      text,
      format,
      show: { details: config.show_details, recordings: config.show_recordings, dial: config.show_dial },
      nameOf: (number, otherwise) => this.nameOf(number, otherwise),
      url: on.url,
      way: on.way,
      toggle: (line) => this.list.toggle(line),
      done: (call) => on.done(call),
      play: (call) => {
        const { name, shown } = otherEnd(call, person);
        on.play(call, {
          who: name || shown || text("withheld"),
          when: format.short(new Date(call.started_at)),
        });
      },
      on,
    };
  }

  /** Time has passed: say anew when calls were. */
  refresh() {
    this.list.refresh();
  }
}

/**
 * @param {Line | undefined} one
 * @param {Line} other
 */
const areSame = (one, other) =>
  one !== undefined &&
  one.calls.length === other.calls.length &&
  (one.call === other.call || JSON.stringify(one.call) === JSON.stringify(other.call));
