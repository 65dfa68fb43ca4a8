// What small cards of one PBX have in common: which PBX, the words, what keeps them up, and what is wrong.

import { problemIn } from "./config.js";
import { make } from "./dom.js";
import { insightFormatFor } from "./insight-format.js";
import { formatterFor } from "./format.js";
import { frontend } from "./offer.js";
import { MeantPbx, stubOf } from "./pbx.js";
import { CARD_STYLES } from "./pbx-card-styles.js";
import { AVATAR_STYLES, STATE_STYLES, TOAST_STYLES } from "./shared-styles.js";
import { isRightToLeft, Spoken } from "./spoken.js";
import { makeStatePlace, showState } from "./states.js";
import { Subscription } from "./subscription.js";
import { loadTexts, textOf } from "./text.js";

/** @import { Said } from "./config.js" */
/** @import { StateName } from "./states.js" */
/** @import { Hass, Text } from "./types.js" */

const REFRESH = 30_000;
const SHARED = [STATE_STYLES, AVATAR_STYLES, TOAST_STYLES];

/** @typedef {{ entity?: string, entry_id?: string, title?: string }} PbxConfig */
/** @typedef {Omit<ReturnType<typeof insightFormatFor>, "time"> & ReturnType<typeof formatterFor>} PbxFormat */

/** A card whose content is made by who extends it: `content`, `wanted`, `take`, `show`. @abstract */
export class PbxCard extends HTMLElement {
  /** @type {PbxConfig} */
  #config = {};
  /** @type {Said | undefined} */
  #wrong;
  /** @type {Hass | undefined} */
  #hass;
  /** @type {string | undefined} */
  #entryId;
  /** @type {StateName | ""} */
  #state = "loading";
  /** @type {Text | undefined} */
  #text;
  /** @type {PbxFormat | undefined} */
  #format;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;
  #pbx = new MeantPbx();
  #spoken = new Spoken((text, hass) => this.#guarded(() => this.#useWords(text, hass)));
  #subscription = new Subscription(
    (/** @type {unknown} */ event) => this.#guarded(() => this.take(event)),
    (/** @type {StateName} */ state) => this.#guarded(() => this.become(state)),
  );
  #heading = make("h2", { class: "title" });
  #count = make("span", { class: "count" });
  #banner = make("p", { class: "banner", role: "status", hidden: true });
  #place = makeStatePlace();
  #card = make("ha-card", {});

  /** @param {string} styles */
  constructor(styles) {
    super();
    const head = make("div", { class: "head" }, this.#heading, this.#count);
    this.content = make("div", { class: "content", hidden: true });
    this.#card.append(head, this.#banner, this.content, this.#place);
    this.attachShadow({ mode: "open" }).append(make("style", {}, ...SHARED, CARD_STYLES, styles), this.#card);
  }

  /** The key of the title, unless the configuration has one. @returns {string} */
  get titleKey() {
    return "title";
  }

  /** What to subscribe to, besides the PBX. @returns {{ type: string } & Record<string, unknown>} */
  get wanted() {
    return { type: "difuse/calls/subscribe", limit: 1 };
  }

  /** @param {unknown} _event what the subscription brought */
  take(_event) {}

  /** Show what there is, in these words. @param {Text} _text @param {PbxFormat} _format */
  show(_text, _format) {}

  /** Forget what there was: it is of another PBX. */
  forget() {}

  /** @param {unknown} config */
  setConfig(config) {
    this.#wrong = problemIn(config);
    this.#config = this.#wrong ? {} : /** @type {PbxConfig} */ (config);
    this.#pbx.forget();
    this.#guarded(() => this.#follow());
    this.refresh();
  }

  set hass(/** @type {Hass} */ hass) {
    this.#hass = hass;
    this.#guarded(() => this.#follow());
  }

  /** There is one whenever something of Home Assistant is asked for. @returns {Hass} */
  get home() {
    if (!this.#hass) throw new Error("Home Assistant isn't there yet");
    return this.#hass;
  }

  get entryId() {
    return this.#entryId ?? "";
  }

  connectedCallback() {
    this.#guarded(() => this.#follow());
    this.#timer = setInterval(() => this.refresh(), REFRESH);
  }

  disconnectedCallback() {
    clearInterval(this.#timer);
    this.#subscription.end();
  }

  getCardSize() {
    return 4;
  }

  getGridOptions() {
    return { columns: 12, rows: "auto", min_columns: 6 };
  }

  static getConfigForm() {
    return pbxForm(frontend());
  }

  static getStubConfig = stubOf;

  /** A throw in here would empty the whole dashboard. @param {() => void} action */
  #guarded(action) {
    try {
      action();
    } catch (error) {
      console.warn(`${this.localName}:`, error);
    }
  }

  /** Called with each change of any state in the house: what hasn't changed must cost nothing. */
  #follow() {
    const hass = this.#hass;
    if (!hass || !this.isConnected) return;
    this.#spoken.follow(hass);
    const entryId = this.#wrong ? undefined : this.#pbx.entryOf(hass, this.#config);
    const wanted = entryId ? { ...this.wanted, entry_id: entryId } : undefined;
    if (!this.#subscription.follow(hass.connection, wanted)) return;
    if (entryId !== this.#entryId) this.forget();
    this.#entryId = entryId;
    if (!entryId || this.#state) this.become(entryId ? "loading" : "missing");
  }

  /** @param {Text} text @param {Hass} hass */
  #useWords(text, hass) {
    this.#text = text;
    this.#format = { ...insightFormatFor(hass), ...formatterFor(hass) };
    this.#card.dir = isRightToLeft(hass) ? "rtl" : "ltr";
    this.forgetWords();
    this.refresh();
  }

  /** What is written already is in other words. */
  forgetWords() {
    delete this.#place.dataset.state;
  }

  /** Show something else in the place of the content, or with "" the content. @param {StateName | ""} state */
  become(state) {
    this.#state = state;
    this.refresh();
  }

  /** Say how many there are beside the title, and below it what may be amiss. @param {string} count @param {string} [banner] */
  say(count, banner = "") {
    this.#count.textContent = count;
    this.#banner.textContent = banner;
    this.#banner.hidden = !banner;
  }

  refresh() {
    const [text, format] = [this.#text, this.#format];
    if (!text || !format) return;
    this.#guarded(() => {
      this.#heading.textContent = this.#config.title ?? text(this.titleKey);
      const state = this.#wrong ? "wrong" : this.#state || undefined;
      this.content.hidden = Boolean(state);
      const retry = () => this.#retry();
      showState(this.#place, state, { text, retry, wrong: this.#wrong });
      if (state) this.say("");
      else this.show(text, format);
    });
  }

  #retry() {
    this.become("loading");
    this.#subscription.again();
  }
}

/** Give the visual editor's form. Its words are loaded first, since it asks for them at once. @param {Hass | undefined} hass */
const pbxForm = async (hass) => {
  const localize = hass ? await loadTexts(hass) : undefined;
  const words = (/** @type {string} */ key) => textOf(localize, key) || key;
  return {
    schema: [
      { name: "entity", selector: { entity: { filter: { integration: "difuse", domain: "event" } } } },
      { name: "title", selector: { text: {} } },
    ],
    computeLabel: (/** @type {{ name: string }} */ { name }) => words(`form_${name}`),
    computeHelper: (/** @type {{ name: string }} */ { name }) =>
      name === "entity" ? words("help_entity") : undefined,
    assertConfig: (/** @type {unknown} */ config) => {
      const wrong = problemIn(config);
      if (wrong) throw new Error(words(wrong.key));
    },
  };
};
