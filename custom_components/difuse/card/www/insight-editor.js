// What the configuration of a card of the Insight view may hold, and the form in which it is edited.

import { loadTexts, textOf } from "./text.js";

export const INSIGHT_CARD = "difuse-insight-card";

/** What a card may show. */
export const SHOWS = ["period", "heat_map", "days", "times", "callers", "extensions", "repeated", "quiet"];

/**
 * @typedef {object} InsightConfig
 * @property {string} show
 * @property {string} [entity]
 * @property {string} [entry_id]
 * @property {string} [title]
 * @property {{ rows?: number | "auto" }} [grid_options]
 */

/**
 * Check a configuration and fill in what it leaves out. Throws what people can read.
 * @param {any} given
 * @returns {InsightConfig}
 */
export const readInsightConfig = (given) => {
  if (typeof given !== "object" || given === null) throw new Error("The card's configuration is missing.");
  const config = { show: "heat_map", ...given };
  if (!SHOWS.includes(config.show)) throw new Error(`show: give one of ${SHOWS.join(", ")}.`);
  const isText = (/** @type {string} */ name) => ["undefined", "string"].includes(typeof config[name]);
  const wrong = ["entity", "entry_id", "title"].find((name) => !isText(name));
  if (wrong) throw new Error(`${wrong}: give a text.`);
  return config;
};

/** Give the visual editor's form. Its words are loaded first, since it asks for them at once. @param {any} hass */
export const insightForm = async (hass) => {
  const localize = hass ? await loadTexts(hass) : undefined;
  const words = (/** @type {string} */ key) => textOf(localize, key) || key;
  const options = SHOWS.map((value) => ({ value, label: words(`insight_${value}`) }));
  return {
    schema: [
      { name: "show", required: true, selector: { select: { mode: "dropdown", options } } },
      { name: "entity", selector: { entity: { filter: { integration: "difuse", domain: "event" } } } },
      { name: "title", selector: { text: {} } },
    ],
    computeLabel: (/** @type {{ name: string }} */ { name }) => words(`form_${name}`),
    computeHelper: (/** @type {{ name: string }} */ { name }) =>
      name === "entity" ? words("help_entity") : undefined,
    assertConfig: readInsightConfig,
  };
};
