// The call log: the calls of a Difuse PBX as a telephone shows them.

import { beginAutomation } from "./automation.js";
import { Backend } from "./backend.js";
import { isChosen } from "./asked.js";
import { markAllSeen, markDone } from "./done.js";
import { problemIn, readConfig } from "./config.js";
import { CARD, configForm, suggestFor } from "./editor.js";
import { saveCalls } from "./export.js";
import { formatterFor } from "./format.js";
import { Listing } from "./listing.js";
import { frontend, offerCard } from "./offer.js";
import { MeantPbx, stubOf } from "./pbx.js";
import { Player } from "./player.js";
import { isRightToLeft, Spoken } from "./spoken.js";
import { Subscription } from "./subscription.js";
import { View } from "./view.js";

/** @import { Said } from "./config.js" */
/** @import { Asked, ViewEvents } from "./log-types.js" */
/** @import { Failure } from "./subscription.js" */
/** @import { Call, CallsEvent, CardConfig, Hass, Text } from "./types.js" */
/** @import { StateName } from "./states.js" */

const REFRESH = 30_000;
/** A burst of calls is longer than a short list; one that leaves no gap is asked for. */
const LEAST_ROWS = 50;

class DifuseCallLogCard extends HTMLElement {
  /** @type {{ config: CardConfig, listing: Listing, view: View } | undefined} */ #parts;
  /** @type {Said | undefined} */ #wrong;
  /** @type {Hass | undefined} */ #hass;
  /** @type {string | undefined} */ #entryId;
  /** @type {StateName | "ready"} */ #state = "loading";
  /** @type {ReturnType<typeof setInterval> | undefined} */ #timer;
  #pbx = new MeantPbx();
  #spoken = new Spoken((text, hass) => this.#guarded(() => this.#useWords(text, hass)));
  #subscription = new Subscription(
    (event) => this.#guarded(() => this.#take(event)),
    (state) => this.#guarded(() => this.#fail(state)),
  );
  #backend = new Backend(
    () => this.#home,
    () => this.#entryId,
  );
  #player = new Player({ state: () => undefined, closed: (call) => this.#made.view.list.focusCall(call) });
  #root = this.attachShadow({ mode: "open" });

  /** @param {unknown} given */
  setConfig(given) {
    this.#wrong = problemIn(given);
    const config = readConfig(given);
    const listing = new Listing(
      config.filter,
      config.rows,
      (wanted) => this.#backend.find(wanted),
      () => this.#guarded(() => this.#show()),
    );
    this.#player.close();
    const view = new View(this.#root, config, this.#events(), this.#player.element);
    this.#parts = { config, listing, view };
    this.toggleAttribute("fills", this.#fills());
    this.#spoken.forget();
    this.#pbx.forget();
    this.#entryId = undefined;
    this.#subscription.end();
    this.#guarded(() => this.#follow());
  }

  /** What setConfig made, which is called first. */
  get #made() {
    if (!this.#parts) throw new Error("There is no configuration yet");
    return this.#parts;
  }

  get #home() {
    if (!this.#hass) throw new Error("Home Assistant isn't there yet");
    return this.#hass;
  }

  /** @returns {ViewEvents} */
  #events() {
    const mayAutomate = () => this.#hass?.user?.is_admin;
    const automate = (/** @type {Call} */ call) => beginAutomation(call, this.#made.view);
    return {
      ask: (changes) => this.#ask(changes),
      choices: () => this.#backend.choices(),
      seen: () => markAllSeen(this.#backend, this.#made.view),
      done: (call) => markDone(call, this.#backend, this.#made.view),
      older: () => this.#made.listing.more(),
      retry: () => this.#retry(),
      play: (call, about) => this.#player.play(this.#home, this.#entryId ?? "", call, about),
      way: (call) => this.#backend.way(call),
      save: () => saveCalls(this.#made.listing, this.#made.view),
      say: (message) => this.#made.view.toast.say(message),
      allOf: (call) => this.#ask({ number: call.other_number, who: this.#made.view.whoIs(call), text: "" }),
      get automate() {
        return mayAutomate() ? automate : undefined;
      },
      url: (path) => this.#home.hassUrl?.(path) ?? path,
    };
  }

  set hass(/** @type {Hass} */ hass) {
    this.#hass = hass;
    this.#guarded(() => this.#follow());
  }

  /** Home Assistant says where the card is: only in a section it has a height of its own. */
  set layout(/** @type {string | undefined} */ layout) {
    this.dataset.layout = layout ?? "";
    this.toggleAttribute("fills", this.#fills());
  }

  #fills() {
    const { layout } = this.dataset;
    return layout === "panel" || (layout === "grid" && this.#parts?.config.grid_options?.rows !== "auto");
  }

  connectedCallback() {
    this.#guarded(() => this.#follow());
    this.#timer = setInterval(() => this.#guarded(() => this.#refresh()), REFRESH);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#player.close();
    this.#subscription.end();
  }

  getCardSize() {
    return 8;
  }

  getGridOptions() {
    return { columns: 12, rows: 8, min_columns: 6, min_rows: 4 };
  }

  static getConfigForm() {
    return configForm(frontend());
  }

  static getStubConfig = stubOf;

  /** A throw in here would empty the whole dashboard: what goes wrong is told in the card. @param {() => void} action */
  #guarded(action) {
    try {
      action();
    } catch (error) {
      console.warn(`${CARD}:`, error);
    }
  }

  /** Called with each change of any state in the house: what hasn't changed must cost nothing. */
  #follow() {
    const hass = this.#hass;
    if (!hass || !this.#parts || !this.isConnected) return;
    const { config, listing } = this.#parts;
    this.#spoken.follow(hass);
    if (this.#wrong) return;
    const entryId = this.#pbx.entryOf(hass, config);
    const wanted = entryId ? { entry_id: entryId, limit: Math.max(config.rows, LEAST_ROWS) } : undefined;
    if (entryId !== this.#entryId) listing.forget();
    this.#entryId = entryId;
    if (!this.#subscription.follow(hass.connection, wanted)) return;
    if (!entryId || this.#state !== "ready") this.#state = entryId ? "loading" : "missing";
    this.#show();
  }

  /** @param {Text} text @param {Hass} hass */
  #useWords(text, hass) {
    const { listing, view } = this.#made;
    const format = formatterFor(hass);
    view.useWords(text, format, isRightToLeft(hass));
    listing.useFormat(format);
    this.#player.useWords(text, hass.language);
    this.#show();
  }

  /** @param {CallsEvent} event */
  #take(event) {
    this.#made.listing.update(event);
    this.#state = "ready";
    this.#show();
  }

  /** @param {Failure} state */
  #fail(state) {
    this.#state = state;
    this.#show();
  }

  #retry() {
    this.#state = "loading";
    this.#show();
    this.#subscription.again();
  }

  /** @param {Partial<Asked>} changes */
  #ask(changes) {
    this.#made.listing.ask(changes);
    this.#made.view.list.toTop();
    this.#show();
  }

  #refresh() {
    if (!this.#made.view.format) return;
    this.#made.view.refresh();
    this.#show();
  }

  #show() {
    const { config, listing, view } = this.#made;
    if (!view.format) return;
    const { calls, isMore } = listing.current();
    view.show({
      calls,
      listing,
      state: this.#stateFor(calls),
      wrong: this.#wrong,
      banner: calls.length > 0 && !listing.isAvailable ? "unavailable_since" : "",
      older: this.#state === "ready" && config.show_older && isMore,
    });
  }

  /** Why no calls are shown. @param {Call[]} calls @returns {StateName | undefined} */
  #stateFor(calls) {
    const { listing } = this.#made;
    if (this.#wrong) return "wrong";
    if (this.#state !== "ready") return this.#state;
    if (calls.length > 0) return undefined;
    if (listing.isLoading) return "loading";
    if (!listing.isAvailable) return "unavailable";
    return isChosen(listing.asked) ? "nothing" : "empty";
  }
}

if (!customElements.get(CARD)) {
  customElements.define(CARD, DifuseCallLogCard);
  const found = { getEntitySuggestion: suggestFor };
  offerCard({ type: CARD, key: "log_name", about: "log_about", chapter: "the-call-log-card", ...found });
}
