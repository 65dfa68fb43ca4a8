// The form in which the call log's configuration is edited, and what is suggested for an entity.

import { KINDS } from "./asked.js";
import { MOST_ROWS, problemIn, SHOWN } from "./config.js";
import { callEventBeside } from "./pbx.js";
import { loadTexts, textOf } from "./text.js";

/** @import { Hass, Text } from "./types.js" */

export { entryOf } from "./pbx.js"; // insight-card.js still looks for it here

export const CARD = "difuse-call-log-card";

const HELPED = new Set(["entity", "rows", "filter", "show_older"]);

/**
 * Give the visual editor's form. Its words are loaded first, since it asks for them at once.
 * @param {Hass | undefined} hass
 */
export const configForm = async (hass) => {
  const localize = hass ? await loadTexts(hass) : undefined;
  return formIn((key, values) => textOf(localize, key, values) || key);
};

/** @param {Text} words */
const formIn = (words) => ({
  schema: [
    { name: "entity", selector: { entity: { filter: { integration: "difuse", domain: "event" } } } },
    { name: "title", selector: { text: {} } },
    {
      type: "grid",
      name: "",
      schema: [
        { name: "rows", selector: { number: { min: 1, max: MOST_ROWS, mode: "box" } } },
        { name: "filter", selector: { select: { mode: "dropdown", options: filterOptions(words) } } },
      ],
    },
    {
      type: "expandable",
      name: "",
      flatten: true,
      title: words("form_shown"),
      schema: SHOWN.map((name) => ({ name, default: true, selector: { boolean: {} } })),
    },
  ],
  computeLabel: (/** @type {{ name: string }} */ { name }) => words(`form_${name}`),
  computeHelper: (/** @type {{ name: string }} */ { name }) =>
    HELPED.has(name) ? words(`help_${name}`) : undefined,
  assertConfig: (/** @type {unknown} */ given) => {
    const problem = problemIn(given);
    if (problem) throw new Error(words(problem.key, problem.values));
  },
});

/** @param {Text} words */
const filterOptions = (words) =>
  Object.keys(KINDS).map((value) => ({ value, label: words(`filter_${value}`) }));

/**
 * Suggest the card for the event entity and the sensors of a PBX.
 * @param {Partial<Hass>} hass
 * @param {string} entityId
 */
export const suggestFor = (hass, entityId) => {
  if (!/^(event|sensor)\./.test(entityId)) return null;
  const beside = callEventBeside(hass, entityId);
  if (!beside) return null;
  return { config: { type: `custom:${CARD}`, ...(beside.event ? { entity: beside.event } : {}) } };
};
