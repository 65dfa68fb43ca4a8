// What stands in a card in the place of what it shows: that it is on its way, or why it can't be had.

import { icon, make } from "./dom.js";

/** @import { Said } from "./config.js" */
/** @import { Text } from "./types.js" */

/** For each state a picture, and the key of its text. */
const STATES = {
  loading: { picture: "", said: "loading" },
  empty: { picture: "phone-check", said: "empty" },
  nothing: { picture: "phone-off", said: "nothing_found" },
  unavailable: { picture: "phone-alert", said: "unavailable" },
  missing: { picture: "phone-remove", said: "no_pbx" },
  forbidden: { picture: "phone-lock", said: "forbidden" },
  failed: { picture: "alert-circle-outline", said: "failed_to_load" },
  wrong: { picture: "alert-circle-outline", said: "" },
};

/** @typedef {keyof typeof STATES} StateName */

export const makeStatePlace = () => make("div", { class: "state", role: "status", hidden: true });

/**
 * Show a state in its place, or none; one that failed can be tried again.
 * @param {HTMLElement} place
 * @param {StateName | undefined} name
 * @param {{ text: Text, retry: () => void, wrong?: Said | undefined }} more with what is wrong in the configuration
 */
export const showState = (place, name, { text, retry, wrong }) => {
  place.hidden = !name;
  const key = `${name ?? ""} ${wrong?.key ?? ""}`;
  if (place.dataset.state === key) return;
  place.dataset.state = key;
  if (!name) return;
  const { picture, said } = STATES[name];
  const again = make("button", { class: "retry", type: "button", onclick: retry }, text("retry"));
  place.replaceChildren(
    picture ? icon(picture, "large") : make("span", { class: "spinner" }),
    make("p", {}, wrong ? text(wrong.key, wrong.values) : text(said)),
    ...(name === "failed" ? [again] : []),
  );
};
