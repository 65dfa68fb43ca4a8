// What the configuration of a card of the Insight view may hold, and the form in which it is edited.

import { loadTexts, textOf } from "./text.js";

/** @import { Said } from "./config.js" */
/** @import { Hass, Text } from "./types.js" */

export const INSIGHT_CARD = "difuse-insight-card";

/** What a card may show. */
export const SHOWS = ["period", "heat_map", "days", "times", "callers", "extensions", "repeated", "quiet"];

/** What else may be given, a text each, and what is said if it is none. */
const TEXTS = { entity: "wrong_entity", entry_id: "wrong_entry_id", title: "wrong_title" };

/**
 * @typedef {object} InsightConfig
 * @property {string} show
 * @property {string} [entity]
 * @property {string} [entry_id]
 * @property {string} [title]
 * @property {{ rows?: number | "auto" }} [grid_options]
 */

/**
 * Say what is wrong in a configuration, if anything.
 * @param {unknown} given
 * @returns {Said | undefined}
 */
export const problemInInsight = (given) => {
  if (typeof given !== "object" || given === null) return { key: "wrong_config" };
  const config = /** @type {Record<string, unknown>} */ ({ show: "heat_map", ...given });
  if (!SHOWS.includes(String(config.show))) {
    return { key: "wrong_show", values: { names: SHOWS.join(", ") } };
  }
  for (const [name, key] of Object.entries(TEXTS)) {
    if (config[name] !== undefined && typeof config[name] !== "string") return { key };
  }
  return undefined;
};

/**
 * Fill in what a configuration leaves out; one with a problem is as if nothing were given.
 * @param {unknown} given
 * @returns {InsightConfig}
 */
export const readInsightConfig = (given) => ({
  show: "heat_map",
  .../** @type {Partial<InsightConfig>} */ (problemInInsight(given) ? {} : given),
});

/** Give the visual editor's form. Its words are loaded first, since it asks for them at once. @param {Pick<Hass, "language" | "loadBackendTranslation"> | undefined} hass */
export const insightForm = async (hass) => {
  const localize = hass ? await loadTexts(hass) : undefined;
  /** @type {Text} */
  const words = (key, values) => textOf(localize, key, values) || key;
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
    assertConfig: (/** @type {unknown} */ given) => {
      const problem = problemInInsight(given);
      if (problem) throw new Error(words(problem.key, problem.values));
    },
  };
};
