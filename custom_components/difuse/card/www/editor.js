// What the card's configuration may hold, and the form in which it is edited.

import { KINDS } from "./asked.js";
import { loadTexts, textOf } from "./text.js";

export const CARD = "difuse-call-log-card";
export const MOST_ROWS = 100;

const SHOWN = ["show_filters", "show_search", "show_details", "show_recordings", "show_dial", "show_older"];

const HELPED = new Set(["entity", "rows", "filter", "show_older"]);

const DEFAULTS = { rows: 20, filter: "all", ...Object.fromEntries(SHOWN.map((name) => [name, true])) };

/** Check a configuration and fill in what it leaves out. Throws what people can read. */
export const readConfig = (given) => {
  if (typeof given !== "object" || given === null) throw new Error("The card's configuration is missing.");
  const config = { ...DEFAULTS, ...given };
  const { entity, entry_id: entryId, rows, filter, title } = config;
  if (entity !== undefined && typeof entity !== "string")
    throw new Error("entity: give one entity of the PBX, such as event.difuse_pbx_call.");
  if (entryId !== undefined && typeof entryId !== "string")
    throw new Error("entry_id: give the id of one PBX.");
  if (!Number.isInteger(rows) || rows < 1 || rows > MOST_ROWS)
    throw new Error(`rows: give a whole number from 1 to ${MOST_ROWS}.`);
  if (!Object.hasOwn(KINDS, filter))
    throw new Error(`filter: give one of ${Object.keys(KINDS).join(", ")}.`);
  if (title !== undefined && typeof title !== "string") throw new Error("title: give a text.");
  const wrong = SHOWN.find((name) => typeof config[name] !== "boolean");
  if (wrong) throw new Error(`${wrong}: give true or false.`);
  return config;
};

/** Find the config entry of the PBX that the configuration means; the only one needs no naming. */
export const entryOf = (hass, config) => {
  if (config.entry_id) return config.entry_id;
  const entityId =
    config.entity ??
    Object.keys(hass.entities ?? {}).find(
      (id) => id.startsWith("event.") && hass.entities[id].platform === "difuse",
    );
  const entity = hass.entities?.[entityId];
  if (entity === undefined || entity.platform !== "difuse") return undefined;
  const device = hass.devices?.[entity.device_id];
  return device?.config_entry_id ?? device?.primary_config_entry ?? device?.config_entries?.[0];
};

/** Give the visual editor's form. Its words are loaded first, since it asks for them at once. */
export const configForm = async (hass) => {
  const localize = hass ? await loadTexts(hass) : undefined;
  return formIn((key) => textOf(localize, key) || key);
};

const formIn = (words) => ({
  schema: [
    { name: "entity", selector: { entity: { filter: { integration: "difuse", domain: "event" } } } },
    { name: "title", selector: { text: {} } },
    {
      type: "grid",
      name: "",
      schema: [
        { name: "rows", selector: { number: { min: 1, max: MOST_ROWS, mode: "box" } } },
        {
          name: "filter",
          selector: {
            select: {
              mode: "dropdown",
              options: Object.keys(KINDS).map((value) => ({ value, label: words(`filter_${value}`) })),
            },
          },
        },
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
  computeLabel: (schema) => words(`form_${schema.name}`),
  computeHelper: (schema) => (HELPED.has(schema.name) ? words(`help_${schema.name}`) : undefined),
  assertConfig: readConfig,
});

/** Suggest the card for the event entity and the sensors of a PBX. */
export const suggestFor = (hass, entityId) => {
  const entity = hass.entities?.[entityId];
  if (entity?.platform !== "difuse" || !/^(event|sensor)\./.test(entityId)) return null;
  const event = Object.keys(hass.entities).find(
    (id) =>
      id.startsWith("event.") &&
      hass.entities[id].platform === "difuse" &&
      hass.entities[id].device_id === entity.device_id,
  );
  return { config: { type: `custom:${CARD}`, ...(event ? { entity: event } : {}) } };
};
