// An automation for the calls of somebody, begun in Home Assistant's own editor.

import { notify } from "./actions.js";

/** @import { View } from "./view.js" */
/** @import { Call, Text } from "./types.js" */

const EDITOR = "/config/automation/edit/new";
const TRY_EVERY = 150;
const TRY_FOR = 15_000;

/**
 * What the editor is to begin with: whenever this number calls, or is missed again.
 * @param {Call} call
 * @param {{who: string, text: Text}} tools
 */
export const automationFor = (call, { who, text }) => {
  const isMissed = call.missed && call.direction === "inbound";
  return {
    alias: text(isMissed ? "automation_missed" : "automation_call", { who }),
    triggers: [
      {
        trigger: isMissed ? "difuse.call_missed" : "difuse.call_finished",
        options: { number: [call.other_number] },
      },
    ],
    conditions: [],
    actions: [],
    // Calls can end together, and none of them is to be lost.
    mode: "queued",
  };
};

/**
 * Open the editor, and hand over what it is to begin with as if it was pasted: it takes YAML from the clipboard, and
 * has no other way in from outside. Nothing is saved before the user does so.
 *
 * The promise says whether the editor took it.
 * @param {object} automation
 * @returns {Promise<boolean>}
 */
export const openEditor = (automation) => {
  history.pushState(null, "", EDITOR);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
  const end = Date.now() + TRY_FOR;
  return new Promise((resolve) => {
    const attempt = () => {
      // The editor is loaded now, or not yet there; the user may have left.
      if (location.pathname !== EDITOR || Date.now() > end) resolve(false);
      else if (paste(automation)) resolve(true);
      else setTimeout(attempt, TRY_EVERY);
    };
    attempt();
  });
};

/** @param {object} automation */
const paste = (automation) => {
  // JSON is YAML. Not every browser lets a page make a ClipboardEvent with something in it.
  const clipboardData = { getData: () => JSON.stringify(automation) };
  const event = new Event("paste", { cancelable: true });
  // Whoever takes it says so, so that the browser does nothing of its own.
  return !window.dispatchEvent(Object.assign(event, { clipboardData }));
};

/**
 * Begin an automation for somebody's calls; where the editor doesn't take it, say what to do.
 * @param {Call} call
 * @param {View} view
 */
export const beginAutomation = async (call, view) => {
  const { text } = view;
  const who = view.whoIs(call);
  const home = document.querySelector("home-assistant");
  const isTaken = await openEditor(automationFor(call, { who, text }));
  if (!isTaken && home) notify(home, text("automation_not_taken", { number: who }));
};
