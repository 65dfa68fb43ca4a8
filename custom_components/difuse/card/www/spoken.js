// Follows the language in which somebody looks at Home Assistant, and how times are written in it.

import { loadTexts, textOf } from "./text.js";

/** @import { Hass, Text } from "./types.js" */

/** Hands over the texts whenever they are to be other ones. */
export class Spoken {
  /** @type {{ locale?: unknown, language?: unknown }} */ #of = {};

  /** @param {(text: Text, hass: Hass) => void} use */
  constructor(use) {
    this.use = use;
  }

  /** @param {Hass} hass */
  follow(hass) {
    const { locale, language } = hass;
    if (locale === this.#of.locale && language === this.#of.language) return;
    const of = { locale, language };
    this.#of = of;
    loadTexts(hass).then(
      (localize) => {
        if (this.#of === of) this.use((key, values) => textOf(localize, key, values), hass);
      },
      () => {
        if (this.#of === of) this.forget();
      },
    );
  }

  /** What texts are said in is another: it needs them anew. */
  forget() {
    this.#of = {};
  }
}

/**
 * Whether the language is written from right to left.
 * @param {Pick<Hass, "language" | "translationMetadata">} hass
 */
export const isRightToLeft = ({ language, translationMetadata }) =>
  translationMetadata?.translations?.[language]?.isRTL ?? false;
