// Those who are to be called back: each once, with what is needed to do so, and a button to say that it is done.

import { ask } from "./ask.js";
import { CALLBACKS_STYLES } from "./callbacks-styles.js";
import { makeCaller } from "./caller.js";
import { arrange, icon, make } from "./dom.js";
import { offerCard } from "./offer.js";
import { PbxCard } from "./pbx-card.js";
import { Toast } from "./toast.js";

/** @import { Caller, MadeCaller } from "./caller.js" */
/** @import { PbxFormat } from "./pbx-card.js" */
/** @import { Text } from "./types.js" */

const CARD = "difuse-callbacks-card";
const SHOWN_AT_FIRST = 5;

/**
 * What difuse/callbacks/subscribe sends, as `CallbacksEvent` in card/callbacks.py.
 * @typedef {object} CallbacksEvent
 * @property {boolean} available
 * @property {boolean} ready
 * @property {Caller[]} callers
 * @property {number} edition
 * @property {number} waiting
 */

class DifuseCallbacksCard extends PbxCard {
  /** @type {CallbacksEvent | undefined} */
  #event;
  /** @type {Map<string, MadeCaller>} */
  #made = new Map();
  /** Whose calls are being marked now. @type {Set<string>} */
  #marking = new Set();
  /** Who is to be called back after all, and gets the focus. */
  #returning = "";
  #isLong = false;
  #list = make("ul", {});
  #more = make("button", { class: "pill more", type: "button", onclick: () => this.#lengthen() });
  #nobody = make("p", { class: "nobody-waits" });
  #rest = make("p", { class: "note rest" });
  #toast = new Toast();

  constructor() {
    super(CALLBACKS_STYLES);
    this.content.append(this.#list, this.#more, this.#rest, this.#nobody, this.#toast.element);
  }

  /** @override */
  get titleKey() {
    return "callbacks_title";
  }

  /** @override */
  get wanted() {
    return { type: "difuse/callbacks/subscribe" };
  }

  /** @override */
  forget() {
    this.#event = undefined;
    this.#toast.clear();
  }

  /** @override */
  forgetWords() {
    super.forgetWords();
    this.#made.clear();
  }

  /** @override @param {unknown} event */
  take(event) {
    this.#event = /** @type {CallbacksEvent} */ (event);
    this.become(this.#event.ready || this.#event.callers.length > 0 ? "" : "unavailable");
  }

  /** @override @param {Text} text @param {PbxFormat} format */
  show(text, format) {
    if (!this.#event) return;
    const { callers, available, waiting } = this.#event;
    this.say(waiting ? format.count(waiting) : "", available ? "" : text("unavailable_since"));
    const shown = this.#isLong ? callers : callers.slice(0, SHOWN_AT_FIRST);
    const focus = this.#focused(shown);
    arrange(
      this.#list,
      shown.map((caller) => this.#row(caller, text, format)),
    );
    this.#focus(focus, shown);
    this.#welcome(shown);
    this.#more.hidden = shown.length === callers.length;
    this.#more.textContent = text("callbacks_all", { count: callers.length });
    this.#rest.hidden = this.#more.hidden === false || waiting <= callers.length;
    this.#rest.textContent = text("callbacks_rest", { count: waiting - callers.length });
    this.#nobody.hidden = waiting > 0;
    this.#nobody.replaceChildren(icon("phone-check"), text("callbacks_nobody"));
  }

  /** The row of somebody: made anew only where it reads otherwise. @param {Caller} caller @param {Text} text @param {PbxFormat} format */
  #row(caller, text, format) {
    const key = JSON.stringify({ ...caller, photo: Boolean(caller.photo) });
    let made = this.#made.get(caller.who);
    if (made?.key !== key) {
      const url = (/** @type {string} */ path) => this.home.hassUrl?.(path) ?? path;
      made = makeCaller(caller, { text, format, url, done: () => void this.#done(caller) }, key);
      this.#made.set(caller.who, made);
    }
    made.refresh(caller);
    return made.row;
  }

  /** Where in the list the focus is that goes with its row, if it does. @param {Caller[]} shown */
  #focused(shown) {
    const focused = this.shadowRoot?.activeElement;
    const row = focused?.closest("li");
    if (!row || shown.some(({ who }) => this.#made.get(who)?.row === row)) return -1;
    return [...this.#list.children].indexOf(row);
  }

  /** Whoever has come in the place of a row has the focus now; nobody has, what undoes it. @param {number} place @param {Caller[]} shown */
  #focus(place, shown) {
    if (place < 0) return;
    const next = shown[Math.min(place, shown.length - 1)];
    const button = next ? this.#made.get(next.who)?.button : this.#toast.button;
    button?.focus();
  }

  /** Whoever is back in the list has the focus that undid it. @param {Caller[]} shown */
  #welcome(shown) {
    if (!this.#returning || !shown.some(({ who }) => who === this.#returning)) return;
    this.#made.get(this.#returning)?.button.focus();
    this.#returning = "";
  }

  #lengthen() {
    this.#isLong = true;
    this.refresh();
    const next = this.#event?.callers[SHOWN_AT_FIRST];
    if (next) this.#made.get(next.who)?.button.focus();
  }

  /** @param {Caller} caller */
  async #done(caller) {
    const { who } = caller;
    const made = this.#made.get(who);
    if (!made || this.#marking.has(who)) return;
    this.#marking.add(who);
    try {
      /** @type {{ since: string | null }} */
      const { since } = await this.#ask("seen", { who });
      const undo = () => void this.#undo(who, since);
      this.#toast.say(made.said, { label: made.undo, undo });
      // The row may have gone first, and left the focus nowhere.
      if (!this.shadowRoot?.activeElement && !this.#event?.callers.length) this.#toast.button.focus();
    } catch (problem) {
      this.#toast.say(/** @type {Error} */ (problem).message);
    } finally {
      this.#marking.delete(who);
    }
  }

  /** @param {string} who @param {string | null} since */
  async #undo(who, since) {
    this.#returning = who;
    try {
      await this.#ask("reopen", { who, ...(since && { since }) });
    } catch (problem) {
      this.#toast.say(/** @type {Error} */ (problem).message);
    }
  }

  /** @template T @param {string} command @param {object} fields @returns {Promise<T>} */
  #ask(command, fields) {
    const message = { type: `difuse/callbacks/${command}`, entry_id: this.entryId, ...fields };
    return ask(this.home, message);
  }
}

if (!customElements.get(CARD)) {
  customElements.define(CARD, DifuseCallbacksCard);
  offerCard({ type: CARD, key: "callbacks_name", about: "callbacks_about", chapter: "the-dashboard" });
}
