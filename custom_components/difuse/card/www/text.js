// The card's words: they come from the integration's translations, under "common".

const DOMAIN = "difuse";
const CATEGORY = "common";
const loading = new Map();

/** Load the words in the user's language; the promise gives the `localize` that knows them. */
export const loadTexts = (hass) => {
  const key = hass.language;
  if (!loading.has(key)) {
    const words = hass.loadBackendTranslation(CATEGORY, DOMAIN);
    loading.set(key, words);
    // What failed once, perhaps for want of a connection, is tried again by the next card.
    words.catch(() => loading.delete(key));
  }
  return loading.get(key);
};

/** Give a text by its key; `values` fill its placeholders. */
export const textOf = (localize, key, values) =>
  localize?.(`component.${DOMAIN}.${CATEGORY}.card_${key}`, values) || "";
