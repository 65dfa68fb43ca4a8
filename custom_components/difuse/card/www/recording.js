// Where the recording of a call is to be had, or why it isn't.

/** @import { Call, Hass } from "./types.js" */

/** So many seconds its address can be played, for whoever was logged in when it was made. */
const LASTS = 3600;

/**
 * What to say, by the reason that the server gives (see `REASONS` of the integration's recordings);
 * for all others it is `recording_failed`.
 */
const PROBLEMS = new Map(
  Object.entries({
    no_recording: "recording_none",
    unknown_call: "recording_gone",
    recording_gone: "recording_gone",
    recording_not_allowed: "recording_not_allowed",
    recording_push_only: "recording_push_only",
    recording_unplayable: "recording_unplayable",
    recordings_busy: "recordings_busy",
    cannot_connect: "recording_unreachable",
    timeout_connect: "recording_unreachable",
    not_loaded: "recording_unreachable",
  }),
);

/** What Home Assistant itself answers where somebody isn't logged in, or may not do it. */
const FORBIDDEN = [401, 403];

/**
 * Write a call id as one part of a path, the way in which the integration reads it.
 * @param {string} callId
 */
const escape = (callId) => {
  const escaped = encodeURIComponent(callId).replaceAll("~", "%7E").replaceAll("%", "~");
  // A part of dots alone would be taken for a way up.
  return /^\.+$/.test(escaped) ? escaped.replaceAll(".", "~2E") : escaped;
};

/**
 * The path at which Home Assistant hands out the recording of a call.
 * @param {string} entryId
 * @param {Pick<Call, "call_id" | "started_at">} call
 */
export const recordingPath = (entryId, call) => {
  const started = Math.floor(Date.parse(call.started_at) / 1000);
  return `/api/difuse/recording/${entryId}/${escape(call.call_id)}/${started}`;
};

/**
 * Have a recording fetched from the PBX, and give the address at which the browser plays it part by part,
 * or the text that says why there is nothing to play.
 *
 * The server is asked first, as the user: an audio element doesn't say what is wrong.
 * @param {Pick<Hass, "fetchWithAuth" | "connection" | "hassUrl">} hass
 * @param {string} entryId
 * @param {Pick<Call, "call_id" | "started_at" | "has_recording">} call
 * @returns {Promise<{address: string} | {problem: string}>}
 */
export const findRecording = async (hass, entryId, call) => {
  if (!call.has_recording) return { problem: "recording_none" };
  const path = recordingPath(entryId, call);
  try {
    const answer = await hass.fetchWithAuth(path, { headers: { Range: "bytes=0-0" } });
    if (!answer.ok) return { problem: await problemOf(answer) };
    const signed = await /** @type {Promise<{ path: string }>} */ (
      hass.connection.sendMessagePromise({ type: "auth/sign_path", path, expires: LASTS })
    );
    return { address: hass.hassUrl?.(signed.path) ?? signed.path };
  } catch {
    return { problem: "recording_failed" };
  }
};

/** @param {Response} answer */
const problemOf = async (answer) => {
  const code = await answer.json().then(
    (/** @type {{code?: string}} */ said) => said.code ?? "",
    () => "",
  );
  const known = PROBLEMS.get(code);
  return known ?? (FORBIDDEN.includes(answer.status) ? "recording_not_allowed" : "recording_failed");
};
