// The card's words: they come from the integration's translations, under "common".

/** @import { Hass, Localize, TextValues } from "./types.js" */

const DOMAIN = "difuse";
const CATEGORY = "common";
/** @type {Map<string, Promise<Localize>>} */
const loading = new Map();

/**
 * Load the words in the user's language; the promise gives the `localize` that knows them.
 * @param {Pick<Hass, "language" | "loadBackendTranslation">} hass
 */
export const loadTexts = (hass) => {
  const key = hass.language;
  const known = loading.get(key);
  if (known) return known;
  const words = hass.loadBackendTranslation(CATEGORY, DOMAIN);
  loading.set(key, words);
  // What failed once, perhaps for want of a connection, is tried again by the next card.
  words.catch(() => loading.delete(key));
  return words;
};

/**
 * Give a text by its key; `values` fill its placeholders.
 * @param {Localize | undefined} localize
 * @param {string} key
 * @param {TextValues} [values]
 */
export const textOf = (localize, key, values) =>
  localize?.(`component.${DOMAIN}.${CATEGORY}.card_${key}`, values) || "";
