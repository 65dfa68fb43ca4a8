// Somebody who is to be called back, as a row.

import { isDialable } from "./actions.js";
import { icon, make } from "./dom.js";
import { makeAvatar } from "./people.js";

/** @import { PbxFormat } from "./pbx-card.js" */
/** @import { Text } from "./types.js" */

/**
 * Somebody who is to be called back, as `CallerDict` in card/callbacks.py.
 * @typedef {object} Caller
 * @property {string} who
 * @property {string} number
 * @property {string} shown
 * @property {string | null} name
 * @property {number} calls
 * @property {string} last_at
 * @property {string} called
 * @property {string | null} called_name
 * @property {string[]} extensions
 * @property {string | null} photo
 */

/**
 * @typedef {object} CallerTools
 * @property {Text} text
 * @property {PbxFormat} format
 * @property {(path: string) => string} url
 * @property {() => void} done
 */

/**
 * A row, by what it was made of; `said` tells that it is done, `undo` is what undoes it.
 * @typedef {object} MadeCaller
 * @property {string} key
 * @property {HTMLElement} row
 * @property {HTMLElement} button
 * @property {string} said
 * @property {string} undo
 * @property {(caller: Caller) => void} refresh
 */

/**
 * Where it rang: what was called, by its name, else the extensions behind it.
 * @param {Caller} caller
 */
export const whereOf = ({ called, called_name, extensions }) => {
  if (called_name) return called_name === called ? called : `${called_name} (${called})`;
  const others = extensions.filter((one) => one !== called);
  return [...(called ? [called] : []), ...others].join(", ");
};

/**
 * @param {Caller} caller
 * @param {CallerTools} tools
 * @param {string} key
 * @returns {MadeCaller}
 */
export const makeCaller = (caller, { text, format, url, done }, key) => {
  const who = caller.name ?? (caller.shown || text("withheld"));
  const { avatar, renew } = makeAvatar(
    { name: caller.name ?? "", number: caller.number },
    caller.photo && url(caller.photo),
  );
  const { when, what } = whatOf(caller, text, format);
  const label = text("done", { who });
  const button = make(
    "button",
    { class: "done", type: "button", "aria-label": label, title: label, onclick: done },
    icon("check"),
    make("span", { class: "word" }, text("callbacks_done")),
  );
  const row = make(
    "li",
    {},
    make("span", { "aria-hidden": "true" }, avatar),
    make("div", { class: "main" }, nameOf(who, caller.calls, text), what),
    dialOf(caller.number, text("dial", { who })),
    button,
  );
  const refresh = (/** @type {Caller} */ { photo }) => {
    if (photo) renew(url(photo));
    const said = sayWhen(new Date(caller.last_at), format);
    if (when.textContent !== said) when.textContent = said;
  };
  return { key, row, button, said: text("done_said", { who }), undo: text("undo"), refresh };
};

/** The number, when they called last, and where it rang. @param {Caller} caller @param {Text} text @param {PbxFormat} format */
const whatOf = (caller, text, format) => {
  const { name, shown, last_at } = caller;
  const when = make("time", { datetime: last_at, title: format.exact(new Date(last_at)) });
  const where = whereOf(caller);
  const parts = [
    name && shown ? make("bdi", { dir: "ltr" }, shown) : null,
    when,
    where ? make("bdi", {}, text("callbacks_rang", { where })) : null,
  ].filter((part) => part !== null);
  return { when, what: make("div", { class: "what" }, ...spaced(parts)) };
};

/** @param {string} who @param {number} calls @param {Text} text */
const nameOf = (who, calls, text) =>
  make(
    "div",
    { class: "who" },
    make("bdi", { class: "name" }, who),
    calls > 1 ? make("span", { "aria-hidden": "true" }, ` (${calls})`) : null,
    calls > 1 ? make("span", { class: "hidden" }, text("calls", { count: calls })) : null,
  );

/** @param {string} number @param {string} label */
const dialOf = (number, label) =>
  isDialable(number)
    ? make("a", { class: "dial", href: `tel:${number}`, "aria-label": label, title: label }, icon("phone"))
    : null;

/** @param {HTMLElement[]} parts */
const spaced = (parts) => parts.flatMap((part, index) => (index > 0 ? [" · ", part] : [part]));

/** Today how long ago, else the day and the time. @param {Date} moment @param {PbxFormat} format */
const sayWhen = (moment, format) =>
  format.dayKey(moment) === format.dayKey(new Date())
    ? format.when(moment)
    : `${format.day(moment)}, ${format.time(moment)}`;
