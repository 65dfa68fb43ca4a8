// Asks Home Assistant, and says in the user's language why something can't be had.

import { loadTexts, textOf } from "./text.js";

/** @import { Hass, TextValues } from "./types.js" */

/**
 * Why Home Assistant refused, as its connection hands it over.
 * @typedef {object} Refusal
 * @property {string | number} [code]
 * @property {{ code?: string | number }} [error] in the place of a code, where the connection was lost
 * @property {string | null} [translation_domain]
 * @property {string | null} [translation_key]
 * @property {TextValues | null} [translation_placeholders]
 */

/** The texts for what is refused, by the code. @type {Record<string, string | undefined>} */
const PROBLEMS = {
  3: "problem_disconnected",
  not_found: "problem_not_ready",
  unknown_command: "problem_not_ready",
  unauthorized: "problem_forbidden",
  timeout: "problem_timeout",
};

/** A refusal in words. */
export class Refused extends Error {
  /** @param {string} message @param {string} code */
  constructor(message, code) {
    super(message);
    this.name = "Refused";
    this.code = code;
  }
}

/**
 * What the integration itself says of it, if it does.
 * @param {Hass} hass
 * @param {Refusal} refusal
 */
const givenReason = async (hass, { translation_domain: domain, translation_key: key, ...refusal }) => {
  if (!domain || !key) return "";
  try {
    const localize = await hass.loadBackendTranslation("exceptions", domain);
    return localize(`component.${domain}.exceptions.${key}.message`, refusal.translation_placeholders ?? {});
  } catch {
    return "";
  }
};

/**
 * Return what went wrong, as an error in the user's language.
 * @param {Hass} hass
 * @param {unknown} problem what was thrown
 */
export const inWords = async (hass, problem) => {
  if (problem instanceof Refused) return problem;
  const refusal = /** @type {Refusal} */ (typeof problem === "object" && problem ? problem : {});
  const code = String(refusal.code ?? refusal.error?.code ?? problem);
  const reason = await givenReason(hass, refusal);
  if (reason) return new Refused(reason, code);
  const localize = await loadTexts(hass).catch(() => undefined);
  return new Refused(textOf(localize, PROBLEMS[code] ?? "problem_unknown"), code);
};

/**
 * Return Home Assistant's answer to a websocket command. Throws what people can read.
 * @template T
 * @param {Hass} hass
 * @param {{ type: string }} message
 * @returns {Promise<T>}
 */
export const ask = async (hass, message) => {
  try {
    return await hass.connection.sendMessagePromise(message);
  } catch (problem) {
    throw await inWords(hass, problem);
  }
};

/**
 * Have Home Assistant carry out one of the integration's actions. Throws what people can read.
 * @param {Hass} hass
 * @param {string} action
 * @param {object} data
 */
export const act = async (hass, action, data) => {
  try {
    // The last argument: it is said in the card, and needs no notification besides.
    await hass.callService("difuse", action, data, undefined, false);
  } catch (problem) {
    throw await inWords(hass, problem);
  }
};
