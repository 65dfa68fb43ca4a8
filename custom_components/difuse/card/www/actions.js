// What can be done about a call: call back, copy the number, see all calls with it, make an automation.

import { icon, make } from "./dom.js";
import { otherEnd } from "./people.js";

/** @import { Call, Person, Text } from "./types.js" */

/** What has letters in it can't be dialled; with * or #, or in two digits, it would be a command to the phone. */
const DIALABLE = /^\+?\d{3,}$/;

/**
 * Whether a phone may be sent to a number that a caller chose.
 * @param {string} number
 */
export const isDialable = (number) => DIALABLE.test(number);

/**
 * Make the row of buttons; nothing where there is nothing to do, as with a number that is withheld.
 *
 * `on` has what happens: say(text) shows a note for a moment, allOf(call) and automate(call) do what they say;
 * without `automate`, which is for those who may edit automations, there is no such button.
 * @param {Call} call
 * @param {Person | undefined} person
 * @param {{text: Text, show: {dial: boolean}, on: {say: (text: string) => void, allOf?: (call: Call) => void,
 *   automate?: ((call: Call) => void) | undefined}}} tools
 */
export const makeActions = (call, person, { text, show, on }) => {
  const { number } = otherEnd(call, person);
  if (!number) return null;
  const copyNumber = async () => on.say(text((await copy(number)) ? "copied" : "not_copied", { number }));
  return make(
    "div",
    { class: "actions", role: "group", "aria-label": text("actions") },
    show.dial && isDialable(number)
      ? make("a", { class: "button", href: `tel:${number}` }, icon("phone"), text("call_back"))
      : null,
    button("content-copy", text("copy_number"), copyNumber),
    on.allOf ? button("account-clock", text("all_calls"), () => on.allOf?.(call)) : null,
    on.automate ? button("robot", text("make_automation"), () => on.automate?.(call)) : null,
  );
};

/**
 * @param {string} picture
 * @param {string} label
 * @param {() => void} onclick
 */
const button = (picture, label, onclick) =>
  make("button", { class: "button", type: "button", onclick }, icon(picture), label);

/**
 * Put a text into the clipboard; the promise says whether that could be done.
 * @param {string} text
 */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Without https a page has no clipboard, but a selection can still be copied.
    return copySelected(text);
  }
};

/** @param {string} text */
const copySelected = (text) => {
  const focused = focusedElement();
  const area = make("textarea", {
    readonly: true,
    "aria-hidden": "true",
    tabindex: "-1",
    style: "position: fixed; opacity: 0",
  });
  area.value = text;
  // Beside what has the focus: a dialog lets nothing outside of it have it.
  (focused?.parentNode ?? document.body).append(area);
  area.select();
  const isCopied = document.execCommand("copy");
  area.remove();
  focused?.focus();
  return isCopied;
};

const focusedElement = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return /** @type {HTMLElement | null} */ (element);
};

/**
 * Say something for a moment at the foot of the window, as Home Assistant does.
 * @param {EventTarget} element
 * @param {string} message
 */
export const notify = (element, message) =>
  element.dispatchEvent(
    new CustomEvent("hass-notification", { detail: { message }, bubbles: true, composed: true }),
  );
