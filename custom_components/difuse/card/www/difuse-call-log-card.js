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
import { offerCard } from "./offer.js";
import { callEventOf, entryOf } from "./pbx.js";
import { Player } from "./player.js";
import { Subscription } from "./subscription.js";
import { loadTexts, textOf } from "./text.js";
import { View } from "./view.js";

const REFRESH = 30_000;
/** A burst of calls is longer than a short list; one that leaves no gap is asked for. */
const LEAST_ROWS = 50;

class DifuseCallLogCard extends HTMLElement {
  #config;
  #wrong;
  #hass;
  #view;
  #localize;
  #spoken = {};
  #seen = {};
  #entryId;
  #listing;
  #state = "loading";
  #subscription = new Subscription(
    (event) => this.#guarded(() => this.#take(event)),
    (state) => this.#guarded(() => this.#fail(state)),
  );
  #timer;
  #backend = new Backend(
    () => this.#hass,
    () => this.#entryId,
  );
  #player = new Player({ state: () => undefined, closed: (call) => this.#view.list.focusCall(call) });

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  setConfig(config) {
    this.#wrong = problemIn(config);
    this.#config = readConfig(config);
    const { filter, rows } = this.#config;
    this.#listing = new Listing(
      filter,
      rows,
      (wanted) => this.#backend.find(wanted),
      () => this.#guarded(() => this.#show()),
    );
    this.toggleAttribute("fills", this.#fills());
    this.#player.close();
    this.#view = new View(this.shadowRoot, this.#config, this.#events(), this.#player.element);
    this.#spoken = {};
    this.#seen = {};
    this.#entryId = undefined;
    this.#subscription.end();
    this.#guarded(() => this.#follow());
  }

  /** @returns {import("./log-types.js").ViewEvents} */
  #events() {
    const mayAutomate = () => this.#hass?.user?.is_admin;
    const automate = (/** @type {import("./types.js").Call} */ call) => beginAutomation(call, this.#view);
    return {
      ask: (changes) => this.#ask(changes),
      choices: () => this.#backend.choices(),
      seen: () => markAllSeen(this.#backend, this.#view),
      done: (call) => markDone(call, this.#backend, this.#view),
      older: () => this.#listing.more(),
      retry: () => this.#retry(),
      play: (call, about) => this.#player.play(this.#hass, this.#entryId, call, about),
      way: (call) => this.#backend.way(call),
      save: () => saveCalls(this.#listing, this.#view),
      say: (message) => this.#view.toast.say(message),
      allOf: (call) => this.#ask({ number: call.other_number, who: this.#view.whoIs(call), text: "" }),
      get automate() {
        return mayAutomate() ? automate : undefined;
      },
      url: (path) => this.#hass.hassUrl?.(path) ?? path,
    };
  }

  set hass(hass) {
    this.#hass = hass;
    this.#guarded(() => this.#follow());
  }

  /** Home Assistant says where the card is: only in a section it has a height of its own. */
  set layout(layout) {
    this.dataset.layout = layout ?? "";
    this.toggleAttribute("fills", this.#fills());
  }

  #fills() {
    const { layout } = this.dataset;
    return layout === "panel" || (layout === "grid" && this.#config?.grid_options?.rows !== "auto");
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
    return configForm(document.querySelector("home-assistant")?.hass);
  }

  static getStubConfig(hass, entities, others) {
    const entity = callEventOf(hass, [...(entities ?? []), ...(others ?? [])]) ?? callEventOf(hass);
    return entity ? { entity } : {};
  }

  /** A throw in here would empty the whole dashboard: what goes wrong is told in the card. */
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
    if (!hass || !this.#config || !this.isConnected) return;
    this.#useWords(hass);
    if (this.#wrong) return;
    if (hass.entities !== this.#seen.entities || hass.devices !== this.#seen.devices) {
      this.#seen = { entities: hass.entities, devices: hass.devices, entryId: entryOf(hass, this.#config) };
    }
    const { entryId } = this.#seen;
    const wanted = entryId && { entry_id: entryId, limit: Math.max(this.#config.rows, LEAST_ROWS) };
    if (entryId !== this.#entryId) this.#listing.forget();
    this.#entryId = entryId;
    if (!this.#subscription.follow(hass.connection, wanted)) return;
    if (!entryId || this.#state !== "ready") this.#state = entryId ? "loading" : "missing";
    this.#show();
  }

  #useWords(hass) {
    if (hass.locale === this.#spoken.locale && hass.language === this.#spoken.language) return;
    const spoken = { locale: hass.locale, language: hass.language };
    this.#spoken = spoken;
    loadTexts(hass).then(
      (localize) => this.#guarded(() => this.#takeWords(localize)),
      () => {
        if (this.#spoken === spoken) this.#spoken = {};
      },
    );
  }

  #takeWords(localize) {
    this.#localize = localize;
    const { language, translationMetadata } = this.#hass;
    const isRightToLeft = translationMetadata?.translations?.[language]?.isRTL ?? false;
    const text = (key, values) => textOf(localize, key, values);
    const format = formatterFor(this.#hass);
    this.#view.useWords(text, format, isRightToLeft);
    this.#listing.useFormat(format);
    this.#player.useWords(text, language);
    this.#show();
  }

  #take(event) {
    this.#listing.update(event);
    this.#state = "ready";
    this.#show();
  }

  #fail(state) {
    this.#state = state;
    this.#show();
  }

  #retry() {
    this.#state = "loading";
    this.#show();
    this.#subscription.again();
  }

  #ask(changes) {
    this.#listing.ask(changes);
    this.#view.list.toTop();
    this.#show();
  }

  #refresh() {
    if (!this.#localize) return;
    this.#view.refresh();
    this.#show();
  }

  #show() {
    if (!this.#localize || !this.#view.format) return;
    const listing = this.#listing;
    const { calls, isMore } = listing.current();
    this.#view.show({
      calls,
      listing,
      state: this.#stateFor(calls),
      wrong: this.#wrong,
      banner: calls.length > 0 && !listing.isAvailable ? "unavailable_since" : "",
      older: this.#state === "ready" && this.#config.show_older && isMore,
    });
  }

  #stateFor(calls) {
    if (this.#wrong) return "wrong";
    if (this.#state !== "ready") return this.#state;
    if (calls.length > 0) return undefined;
    if (this.#listing.isLoading) return "loading";
    if (!this.#listing.isAvailable) return "unavailable";
    return isChosen(this.#listing.asked) ? "nothing" : "empty";
  }
}

if (!customElements.get(CARD)) {
  customElements.define(CARD, DifuseCallLogCard);
  offerCard({
    type: CARD,
    key: "log_name",
    about: "log_about",
    chapter: "the-call-log-card",
    getEntitySuggestion: suggestFor,
  });
}
