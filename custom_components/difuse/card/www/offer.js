// What Home Assistant's lists offer of ours, called in the user's language: they read names when they show them.

import { loadTexts, textOf } from "./text.js";

/** @import { Hass, Localize } from "./types.js" */

const REPOSITORY = "https://github.com/difuse-community/home-assistant-difuse";
const LOOK_AGAIN = 500;
const MOST_LOOKS = 120;

/** @type {Localize | undefined} */
let localize;
/** @type {string | undefined} */
let language;

/** The frontend's own, once it has started. @returns {Hass | undefined} */
export const frontend = () =>
  /** @type {(HTMLElement & { hass?: Hass }) | null} */ (document.querySelector("home-assistant"))?.hass;

/** Load the words of the language that is spoken now, unless that is done. */
const follow = () => {
  const hass = frontend();
  if (!hass?.loadBackendTranslation || hass.language === language) return;
  language = hass.language;
  loadTexts(hass).then(
    (words) => (localize = words),
    () => (language = undefined),
  );
};

/** Pages load this before the frontend has started. */
const followSoon = (looks = MOST_LOOKS) => {
  follow();
  if (!localize && looks > 0) setTimeout(() => followSoon(looks - 1), LOOK_AGAIN);
};

/** @param {string} key */
const text = (key) => {
  follow();
  return textOf(localize, key);
};

/**
 * Return what a list is to show; `key` has the name, `about` in a line what it is for.
 * @template {object} T
 * @param {string} key
 * @param {string} about
 * @param {string} chapter of the page about cards
 * @param {T} more
 */
const offered = (key, about, chapter, more) => ({
  ...more,
  documentationURL: `${REPOSITORY}/blob/main/docs/dashboard.md#${chapter}`,
  get name() {
    return text(key);
  },
  get description() {
    return text(about);
  },
});

/** @param {"customCards" | "customStrategies"} list @param {object} item */
const push = (list, item) => {
  const page = /** @type {Record<string, object[] | undefined>} */ (/** @type {unknown} */ (window));
  (page[list] ??= []).push(item);
  followSoon();
};

/**
 * Offer a card in the list of cards.
 * @param {{ key: string, about: string, chapter: string, type: string, getEntitySuggestion?: Function }} card
 */
export const offerCard = ({ key, about, chapter, ...card }) =>
  push("customCards", offered(key, about, chapter, { preview: true, ...card }));

/**
 * Offer a dashboard in the list of those that can be added.
 * @param {{ key: string, about: string, chapter: string, type: string }} strategy
 */
export const offerDashboard = ({ key, about, chapter, ...strategy }) =>
  push("customStrategies", offered(key, about, chapter, { strategyType: "dashboard", ...strategy }));
