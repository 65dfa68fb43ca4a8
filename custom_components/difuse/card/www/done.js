// Somebody needs no call any more; for some seconds that can be undone.

/** @import { Backend } from "./backend.js" */
/** @import { Call } from "./types.js" */
/** @import { View } from "./view.js" */

/**
 * Take a caller's missed calls as done, and say so.
 * @param {Call} call
 * @param {Backend} backend
 * @param {View} view
 */
export const markDone = async (call, backend, view) => {
  const { list, toast, text } = view;
  const who = view.whoIs(call);
  try {
    const { since } = await backend.done(call.other_number);
    const undo = () => {
      list.focusCall(call);
      reopen(call, since, backend, view);
    };
    toast.say(text("done_said", { who }), { label: text("undo"), undo });
  } catch (error) {
    toast.say(messageOf(error));
  }
};

/**
 * @param {Call} call
 * @param {string | null} since
 * @param {Backend} backend
 * @param {View} view
 */
const reopen = async (call, since, backend, view) => {
  try {
    await backend.reopen(call.other_number, since);
    view.toast.say(view.text("reopened", { who: view.whoIs(call) }));
  } catch (error) {
    view.toast.say(messageOf(error));
  }
};

/**
 * Take the missed calls of everybody as seen.
 * @param {Backend} backend
 * @param {View} view
 */
export const markAllSeen = async (backend, { toast }) => {
  try {
    await backend.markSeen();
  } catch (error) {
    toast.say(messageOf(error));
  }
};

/** @param {unknown} error */
const messageOf = (error) => /** @type {Error} */ (error).message;
