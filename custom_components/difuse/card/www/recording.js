// Plays the recording of a call: fetched with the user's own login, so that no address of it lasts.

import { make } from "./dom.js";

/** Write a call id as one part of a path, the way in which the integration reads it. */
const escape = (callId) => {
  const escaped = encodeURIComponent(callId).replaceAll("~", "%7E").replaceAll("%", "~");
  // A part of dots alone would be taken for a way up.
  return /^\.+$/.test(escaped) ? escaped.replaceAll(".", "~2E") : escaped;
};

/** The path at which Home Assistant hands out the recording of a call. */
export const recordingPath = (entryId, call) => {
  const started = Math.floor(Date.parse(call.started_at) / 1000);
  return `/api/difuse/recording/${entryId}/${escape(call.call_id)}/${started}`;
};

const problemOf = async (response) => {
  try {
    return (await response.json()).message;
  } catch {
    return "";
  }
};

/** Fetch a recording and play it in the place given; a problem is said there in words. */
export const playRecording = async (hass, entryId, call, place, text) => {
  const said = make("p", { role: "status", class: "note" }, text("fetching"));
  place.replaceChildren(said);
  let response;
  try {
    response = await hass.fetchWithAuth(recordingPath(entryId, call));
  } catch {
    said.textContent = text("recording_failed");
    return;
  }
  if (!response.ok) {
    said.textContent =
      response.status === 410 || response.status === 404
        ? text("recording_gone")
        : (await problemOf(response)) || text("recording_failed");
    return;
  }
  const address = URL.createObjectURL(await response.blob());
  const player = make("audio", { controls: true, "aria-label": text("recording") });
  player.src = address;
  player.addEventListener("error", () =>
    place.replaceChildren(make("p", { role: "status", class: "note" }, text("recording_failed"))),
  );
  place.replaceChildren(player);
  place.release = () => URL.revokeObjectURL(address);
  try {
    await player.play();
  } catch {
    // The browser wants the user to press play, which is there to be pressed.
  }
};
