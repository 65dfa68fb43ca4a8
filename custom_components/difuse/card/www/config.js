// What the call log's configuration may hold.

import { KINDS } from "./asked.js";

/** @import { CardConfig, TextValues } from "./types.js" */

export const MOST_ROWS = 100;

export const SHOWN = /** @type {const} */ ([
  "show_filters",
  "show_search",
  "show_details",
  "show_recordings",
  "show_dial",
  "show_older",
]);

/** @type {Omit<CardConfig, "type">} */
const DEFAULTS = {
  rows: 20,
  filter: "all",
  show_filters: true,
  show_search: true,
  show_details: true,
  show_recordings: true,
  show_dial: true,
  show_older: true,
};

/** A text about a configuration, by its key. @typedef {{ key: string, values?: TextValues }} Said */

/** @param {unknown} value */
const isTextOrNone = (value) => value === undefined || typeof value === "string";

/** @param {unknown} value */
const isCount = (value) => Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MOST_ROWS;

/**
 * Say what is wrong in a configuration, if anything.
 * @param {unknown} given
 * @returns {Said | undefined}
 */
export const problemIn = (given) => {
  if (typeof given !== "object" || given === null) return { key: "wrong_config" };
  const config = /** @type {Record<string, unknown>} */ ({ ...DEFAULTS, ...given });
  if (!isTextOrNone(config.entity)) return { key: "wrong_entity" };
  if (!isTextOrNone(config.entry_id)) return { key: "wrong_entry_id" };
  if (!isTextOrNone(config.title)) return { key: "wrong_title" };
  if (!isCount(config.rows)) return { key: "wrong_rows", values: { most: MOST_ROWS } };
  if (!Object.hasOwn(KINDS, String(config.filter))) {
    return { key: "wrong_filter", values: { names: Object.keys(KINDS).join(", ") } };
  }
  const name = SHOWN.find((one) => typeof config[one] !== "boolean");
  return name && { key: "wrong_switch", values: { name } };
};

/**
 * Fill in what a configuration leaves out; one with a problem is as if nothing were given.
 * @param {unknown} given
 * @returns {CardConfig}
 */
export const readConfig = (given) => ({
  type: "",
  ...DEFAULTS,
  .../** @type {Partial<CardConfig>} */ (problemIn(given) ? {} : given),
});
