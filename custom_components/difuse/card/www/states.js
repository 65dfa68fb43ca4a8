// What stands in a card in the place of what it shows: that it is on its way, or why it can't be had.

import { icon, make } from "./dom.js";

/** @import { Text } from "./types.js" */

/** For each state a picture, and the key of its text. */
const STATES = {
  loading: ["", "loading"],
  missing: ["phone-remove", "no_pbx"],
  forbidden: ["phone-lock", "forbidden"],
  unavailable: ["phone-alert", "unavailable"],
  failed: ["alert-circle-outline", "failed_to_load"],
};

/** @typedef {keyof typeof STATES} StateName */

/**
 * Make what is said in a state; from one that may pass by itself, a button leads further.
 * @param {StateName} name
 * @param {Text} text
 * @param {() => void} retry
 */
export const makeState = (name, text, retry) => {
  const [picture, key] = STATES[name];
  const button = make("button", { class: "retry", type: "button", onclick: retry }, text("retry"));
  return [
    picture ? icon(picture, "large") : make("span", { class: "spinner" }),
    make("p", {}, text(key ?? "")),
    name === "failed" ? button : null,
  ].filter((part) => part !== null);
};
