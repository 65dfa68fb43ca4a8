// A card of the Insight view: one look at the calls of a period, in figures that all such cards of a page share.

import { INSIGHT_CARD, insightForm, problemInInsight, readInsightConfig } from "./insight-editor.js";
import { insightFormatFor } from "./insight-format.js";
import { choice, storeOf } from "./insight-store.js";
import { InsightView } from "./insight-view.js";
import { frontend, offerCard } from "./offer.js";
import { entryOf, stubOf } from "./pbx.js";
import { Spoken } from "./spoken.js";

/** @import { InsightConfig } from "./insight-editor.js" */
/** @import { InsightStore } from "./insight-store.js" */
/** @import { Said } from "./config.js" */
/** @import { DeviceEntry, Hass, Text } from "./types.js" */

/** What was found, and in what. @typedef {{ entities?: unknown, devices?: unknown, entryId?: string | undefined, signs: string[] }} Seen */

/** Entities of a PBX that are others whenever there are other calls. */
const SIGNS = ["call", "history_import"];

class DifuseInsightCard extends HTMLElement {
  /** @type {Hass | undefined} */ #hass;
  /** @type {InsightConfig | undefined} */ #config;
  /** @type {InsightView | undefined} */ #view;
  /** @type {Said | undefined} */ #wrong;
  /** @type {Seen} */ #seen = { signs: [] };
  /** @type {InsightStore | undefined} */ #store;
  /** @type {() => void} */ #unfollow = () => undefined;
  #spoken = new Spoken((text, hass) => this.#guarded(() => this.#useWords(text, hass)));
  #root = this.attachShadow({ mode: "open" });

  /** @param {unknown} config */
  setConfig(config) {
    this.#wrong = problemInInsight(config);
    this.#config = readInsightConfig(config);
    this.#view = new InsightView(this.#root, this.#config, () => this.#store?.again());
    this.#fit();
    this.#spoken.forget();
    this.#seen = { signs: [] };
    this.#guarded(() => this.#follow());
  }

  /** @param {Hass} hass */
  set hass(hass) {
    this.#hass = hass;
    this.#guarded(() => this.#follow());
  }

  /** Home Assistant says where the card is: only in a section it may have a height of its own. */
  set layout(/** @type {string | undefined} */ layout) {
    this.dataset.layout = layout ?? "";
    this.#fit();
  }

  #fit() {
    const { layout } = this.dataset;
    const rows = this.#config?.grid_options?.rows;
    const isFilling = layout === "panel" || (layout === "grid" && typeof rows === "number");
    this.toggleAttribute("fills", isFilling);
    this.#view?.fill(isFilling);
  }

  connectedCallback() {
    this.#guarded(() => this.#follow());
  }

  disconnectedCallback() {
    this.#leave();
  }

  getCardSize() {
    return this.#config?.show === "quiet" ? 2 : 6;
  }

  getGridOptions() {
    return { columns: 12, rows: "auto", min_columns: 6 };
  }

  static getConfigForm() {
    return insightForm(frontend());
  }

  /** @param {Hass} hass @param {string[]} [entities] @param {string[]} [others] */
  static getStubConfig(hass, entities, others) {
    return { show: "heat_map", ...stubOf(hass, entities, others) };
  }

  /** A throw in here would empty the whole dashboard: what goes wrong is said in the card. @param {() => void} action */
  #guarded(action) {
    try {
      action();
    } catch (error) {
      console.warn(`${INSIGHT_CARD}:`, error);
      this.#view?.fail();
    }
  }

  /** Called with each change of any state in the house: what hasn't changed must cost nothing. */
  #follow() {
    const hass = this.#hass;
    if (!hass || !this.#config || !this.isConnected) return;
    this.#spoken.follow(hass);
    const { entryId, signs } = this.#look(hass, this.#config);
    const store = entryId && hass.connection ? storeOf(hass.connection, entryId) : undefined;
    if (!store || store !== this.#store) this.#use(store);
    store?.notice(signs.map((id) => hass.states?.[id]?.state).join());
  }

  /** @param {InsightStore | undefined} store */
  #use(store) {
    this.#leave();
    this.#store = store;
    if (store) this.#unfollow = store.follow(() => this.#guarded(() => this.#show()));
    this.#show();
  }

  /** Find the PBX that is meant. @param {Hass} hass @param {InsightConfig} config */
  #look(hass, config) {
    const { entities, devices } = hass;
    if (entities !== this.#seen.entities || devices !== this.#seen.devices) {
      const entryId = this.#wrong ? undefined : entryOf(hass, config);
      this.#seen = { entities, devices, entryId, signs: signsOf(hass, entryId) };
    }
    return this.#seen;
  }

  #leave() {
    this.#unfollow();
    this.#unfollow = () => undefined;
    this.#store = undefined;
  }

  /** @param {Text} text @param {Hass} hass */
  #useWords(text, hass) {
    this.#view?.useWords({ text, format: insightFormatFor(hass) });
    this.#show();
  }

  #show() {
    this.#view?.show({
      insight: this.#store?.insight,
      problem: this.#store ? this.#store.problem : "missing",
      wrong: this.#wrong,
      isLoading: this.#store?.isLoading ?? false,
      days: choice.days,
    });
  }
}

/** @param {Hass} hass @param {string | undefined} entryId */
const signsOf = (hass, entryId) =>
  Object.entries(hass.entities ?? {}).flatMap(
    ([id, { platform, translation_key: key = "", device_id: device = "" }]) => {
      const isSign = platform === "difuse" && SIGNS.includes(key);
      return isSign && isOf(hass.devices?.[device], entryId) ? [id] : [];
    },
  );

/** @param {DeviceEntry | undefined} device @param {string | undefined} entryId */
const isOf = (device, entryId) =>
  entryId !== undefined &&
  [device?.primary_config_entry, ...(device?.config_entries ?? [])].includes(entryId);

if (!customElements.get(INSIGHT_CARD)) {
  customElements.define(INSIGHT_CARD, DifuseInsightCard);
  offerCard({
    type: INSIGHT_CARD,
    key: "insight_name",
    about: "insight_about",
    chapter: "the-insight-cards",
  });
}
