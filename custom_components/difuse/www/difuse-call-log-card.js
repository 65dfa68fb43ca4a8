// The call log: the calls of a Difuse PBX as a telephone shows them.

import { KnownCalls } from "./calls.js";
import { CARD, configForm, entryOf, readConfig, suggestFor } from "./editor.js";
import { formatterFor } from "./format.js";
import { playRecording } from "./recording.js";
import { loadTexts, textOf } from "./text.js";
import { View } from "./view.js";

const REFRESH = 30_000;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

class DifuseCallLogCard extends HTMLElement {
  #config;
  #hass;
  #view;
  #localize;
  #wordsOf;
  #known = new KnownCalls();
  #filter = "all";
  #query = "";
  #state = "loading";
  #isAvailable = true;
  #isLoadingOlder = false;
  #problem = "";
  #subscribed;
  #subscription;
  #retryAfter = FIRST_RETRY;
  #timers = new Set();

  constructor() {
    super();
    this.attachShadow({ mode: "open" });
  }

  setConfig(config) {
    this.#config = readConfig(config);
    this.#filter = this.#config.filter;
    this.#query = "";
    this.toggleAttribute("fills", this.#fills());
    this.#view = new View(this.shadowRoot, this.#config, {
      filter: (name) => this.#choose(name),
      search: (query) => this.#look(query),
      seen: () => this.#markSeen(),
      older: () => this.#loadOlder(),
      retry: () => this.#resubscribe(),
      play: (call, place) => this.#play(call, place),
    });
    this.#wordsOf = undefined;
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
    this.#every(REFRESH, () => this.#guarded(() => this.#refresh()));
  }

  disconnectedCallback() {
    for (const timer of this.#timers) clearTimeout(timer), clearInterval(timer);
    this.#timers.clear();
    this.#unsubscribe();
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
    const mine = [...(entities ?? []), ...(others ?? []), ...Object.keys(hass?.entities ?? {})];
    const entity = mine.find((id) => id.startsWith("event.") && hass.entities[id]?.platform === "difuse");
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

  #every(period, action) {
    this.#timers.add(setInterval(action, period));
  }

  #follow() {
    if (!this.#hass || !this.#config || !this.isConnected) return;
    this.#useWords();
    const entryId = entryOf(this.#hass, this.#config);
    const wanted = entryId && `${entryId} ${this.#config.rows}`;
    if (wanted === this.#subscribed && (wanted || this.#state === "missing")) return;
    this.#unsubscribe();
    this.#known = new KnownCalls();
    this.#state = entryId ? "loading" : "missing";
    this.#subscribed = wanted;
    if (entryId) this.#subscribe(entryId);
    this.#show();
  }

  #useWords() {
    const { language, locale, config } = this.#hass;
    const wordsOf = JSON.stringify([language, locale, config?.time_zone]);
    if (wordsOf === this.#wordsOf) return;
    this.#wordsOf = wordsOf;
    loadTexts(this.#hass).then(
      (localize) => this.#guarded(() => this.#takeWords(localize)),
      () => (this.#wordsOf = undefined),
    );
  }

  #takeWords(localize) {
    this.#localize = localize;
    const { language, translationMetadata } = this.#hass;
    const isRightToLeft = translationMetadata?.translations?.[language]?.isRTL ?? false;
    this.#view.useWords((key, values) => textOf(localize, key, values), formatterFor(this.#hass), isRightToLeft);
    this.#show();
  }

  #subscribe(entryId) {
    const message = { type: "difuse/calls/subscribe", entry_id: entryId, limit: this.#config.rows };
    const subscription = this.#hass.connection.subscribeMessage((event) => this.#guarded(() => this.#take(event)), message);
    this.#subscription = subscription;
    subscription.catch((error) => {
      if (this.#subscription === subscription) this.#guarded(() => this.#fail(error));
    });
  }

  #unsubscribe() {
    this.#subscription?.then((end) => end()).catch(() => undefined);
    this.#subscription = undefined;
    this.#subscribed = undefined;
  }

  #resubscribe() {
    this.#unsubscribe();
    this.#state = "loading";
    this.#guarded(() => this.#follow());
  }

  #take(event) {
    this.#retryAfter = FIRST_RETRY;
    this.#isAvailable = event.available;
    this.#known.update(event);
    this.#state = "ready";
    this.#show();
  }

  #fail(error) {
    const states = { not_found: "missing", unauthorized: "forbidden", unknown_command: "unavailable" };
    this.#state = states[error?.code] ?? "failed";
    this.#show();
    if (this.#state !== "unavailable") return;
    // The integration isn't loaded yet; Home Assistant may be starting.
    this.#timers.add(setTimeout(() => this.#resubscribe(), this.#retryAfter));
    this.#retryAfter = Math.min(2 * this.#retryAfter, LAST_RETRY);
  }

  #choose(filter) {
    this.#filter = filter;
    this.#problem = "";
    this.#show();
  }

  #look(query) {
    this.#query = query;
    this.#show();
  }

  async #markSeen() {
    const entryId = entryOf(this.#hass, this.#config);
    try {
      await this.#hass.callService("difuse", "mark_missed_calls_seen", { config_entry_id: entryId });
    } catch (error) {
      this.#tell(error);
    }
  }

  async #loadOlder() {
    if (this.#isLoadingOlder) return;
    const [known, filter] = [this.#known, this.#filter];
    this.#isLoadingOlder = true;
    this.#problem = "";
    this.#show();
    try {
      await known.loadOlder(this.#hass, entryOf(this.#hass, this.#config), filter);
    } catch (error) {
      this.#tell(error);
    } finally {
      this.#isLoadingOlder = false;
      this.#show();
    }
  }

  #tell(error) {
    this.#problem = error?.message ?? textOf(this.#localize, "failed_to_load");
    this.#show();
  }

  #play(call, place) {
    const entryId = entryOf(this.#hass, this.#config);
    playRecording(this.#hass, entryId, call, place, (key) => textOf(this.#localize, key));
  }

  #refresh() {
    if (!this.#localize) return;
    this.#view.refresh();
    this.#show();
  }

  #show() {
    if (!this.#localize || !this.#view.text) return;
    const calls = this.#known.list(this.#filter, this.#query);
    const older = this.#state === "ready" && this.#config.show_older && this.#known.hasOlder(this.#filter);
    this.#view.show({
      calls,
      unseen: this.#known.unseen,
      filter: this.#filter,
      state: this.#stateFor(calls),
      banner: calls.length > 0 && !this.#isAvailable ? "unavailable_since" : "",
      older,
      isLoading: this.#isLoadingOlder,
      problem: this.#problem,
    });
  }

  #stateFor(calls) {
    if (this.#state !== "ready") return this.#state;
    if (calls.length > 0) return undefined;
    if (!this.#isAvailable) return "unavailable";
    return this.#query || this.#filter !== "all" ? "nothing" : "empty";
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
