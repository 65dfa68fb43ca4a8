// The call log: the calls of a Difuse PBX as a telephone shows them.

import { act, ask } from "./ask.js";
import { problemIn, readConfig } from "./config.js";
import { CARD, configForm, suggestFor } from "./editor.js";
import { formatterFor } from "./format.js";
import { Listing } from "./listing.js";
import { callEventOf, entryOf } from "./pbx.js";
import { playRecording } from "./recording.js";
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

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  setConfig(config) {
    this.#wrong = problemIn(config);
    this.#config = readConfig(config);
    this.#listing = new Listing(
      this.#config.filter,
      this.#config.rows,
      (wanted) => this.#find(wanted),
      () => this.#show(),
    );
    this.toggleAttribute("fills", this.#fills());
    this.#view = new View(this.shadowRoot, this.#config, {
      filter: (name) => this.#choose(name),
      search: (query) => this.#look(query),
      seen: () => this.#markSeen(),
      older: () => this.#listing.more(),
      retry: () => this.#retry(),
      play: (call, place) => this.#play(call, place),
      way: (call) => this.#wayOf(call),
      url: (path) => this.#hass.hassUrl?.(path) ?? path,
    });
    this.#spoken = {};
    this.#seen = {};
    this.#entryId = undefined;
    this.#subscription.end();
    this.#guarded(() => this.#follow());
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
    if (!this.#subscription.follow(hass.connection, wanted)) return;
    if (entryId !== this.#entryId) this.#listing.forget();
    this.#entryId = entryId;
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
    this.#view.useWords(
      (key, values) => textOf(localize, key, values),
      formatterFor(this.#hass),
      isRightToLeft,
    );
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

  #choose(filter) {
    this.#listing.choose(filter);
    this.#show();
  }

  #look(query) {
    this.#listing.look(query);
    this.#show();
  }

  #find(wanted) {
    return ask(this.#hass, { type: "difuse/calls/find", entry_id: this.#entryId, ...wanted });
  }

  async #markSeen() {
    try {
      await act(this.#hass, "mark_missed_calls_seen", { config_entry_id: this.#entryId });
    } catch (problem) {
      this.#listing.problem = problem.message;
      this.#show();
    }
  }

  #play(call, place) {
    playRecording(this.#hass, this.#entryId, call, place, (key) => textOf(this.#localize, key));
  }

  /** The steps of a call; none where they can't be had: the details say the rest. */
  async #wayOf({ call_id, started_at }) {
    const message = { type: "difuse/calls/way", entry_id: this.#entryId, call_id, started_at };
    try {
      return (await ask(this.#hass, message)).steps;
    } catch {
      return [];
    }
  }

  #refresh() {
    if (!this.#localize) return;
    this.#view.refresh();
    this.#show();
  }

  #show() {
    if (!this.#localize || !this.#view.text) return;
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
    if (this.#listing.isSearching) return "loading";
    if (!this.#listing.isAvailable) return "unavailable";
    return this.#listing.isChosen ? "nothing" : "empty";
  }
}

if (!customElements.get(CARD)) {
  customElements.define(CARD, DifuseCallLogCard);
  window.customCards ??= [];
  window.customCards.push({
    type: CARD,
    name: "Difuse call log",
    description: "The calls of your Difuse PBX: missed ones stand out, recordings can be played.",
    preview: true,
    documentationURL: "https://github.com/difuse-community/home-assistant-difuse#the-call-log-card",
    getEntitySuggestion: suggestFor,
  });
}
