// Recordings are played from a signed address, and what is wrong with them is told apart.

import assert from "node:assert/strict";
import { test } from "node:test";

import { clock } from "../../custom_components/difuse/card/www/player.js";
import { findRecording, recordingPath } from "../../custom_components/difuse/card/www/recording.js";

const CALL = { call_id: "1706950109.0", started_at: "2026-11-21T08:00:00.400+00:00", has_recording: true };
const PATH = "/api/difuse/recording/entry/1706950109.0/1795248000";

/**
 * A Home Assistant that answers so.
 * @param {() => Response | Promise<Response>} answer
 */
const answering = (answer) => {
  /** @type {unknown[]} */
  const asked = [];
  return {
    asked,
    fetchWithAuth: async (/** @type {string} */ path, /** @type {RequestInit | undefined} */ init) => {
      asked.push([path, init?.headers]);
      return answer();
    },
    connection: /** @type {import("../../custom_components/difuse/card/www/types.js").Connection} */ ({
      subscribeMessage: () => Promise.reject(new Error("not here")),
      sendMessagePromise: async (/** @type {any} */ message) => {
        asked.push(message);
        return /** @type {any} */ ({ path: `${message.path}?authSig=x` });
      },
    }),
    hassUrl: (/** @type {string} */ path) => `https://home${path}`,
  };
};

/**
 * @param {number} status
 * @param {string} code
 */
const refusing = (status, code) => answering(() => Response.json({ message: "…", code }, { status }));

test("a recording has a signed address once the server has it", async () => {
  const hass = answering(() => new Response("R", { status: 206 }));
  assert.deepEqual(await findRecording(hass, "entry", CALL), { address: `https://home${PATH}?authSig=x` });
  assert.deepEqual(hass.asked, [
    [PATH, { Range: "bytes=0-0" }],
    { type: "auth/sign_path", path: PATH, expires: 3600 },
  ]);
});

for (const [status, code, problem] of /** @type {[number, string, string][]} */ ([
  [404, "no_recording", "recording_none"],
  [410, "recording_gone", "recording_gone"],
  [404, "unknown_call", "recording_gone"],
  [403, "recording_not_allowed", "recording_not_allowed"],
  [404, "recording_push_only", "recording_push_only"],
  [503, "recordings_busy", "recordings_busy"],
  [502, "cannot_connect", "recording_unreachable"],
  [502, "recording_unplayable", "recording_unplayable"],
  [502, "constructor", "recording_failed"],
])) {
  test(`${code} is said as ${problem}`, async () => {
    assert.deepEqual(await findRecording(refusing(status, code), "entry", CALL), { problem });
  });
}

test("what isn't recorded is asked of nobody", async () => {
  const hass = answering(() => new Response(""));
  assert.deepEqual(await findRecording(hass, "entry", { ...CALL, has_recording: false }), {
    problem: "recording_none",
  });
  assert.deepEqual(hass.asked, []);
});

test("an answer that is no answer of ours, and none at all, are problems too", async () => {
  const login = answering(() => new Response("401: Unauthorized", { status: 401 }));
  assert.deepEqual(await findRecording(login, "entry", CALL), { problem: "recording_not_allowed" });
  const proxy = answering(() => new Response("<html>", { status: 502 }));
  assert.deepEqual(await findRecording(proxy, "entry", CALL), { problem: "recording_failed" });
  const offline = answering(() => Promise.reject(new TypeError("Failed to fetch")));
  assert.deepEqual(await findRecording(offline, "entry", CALL), { problem: "recording_failed" });
});

for (const [callId, part] of [
  ["a/b~c%", "a~2Fb~7Ec~25"],
  ["..", "~2E~2E"],
  ["Grüße", "Gr~C3~BC~C3~9Fe"],
]) {
  test(`the call ${callId} is one part of a path`, () => {
    assert.equal(recordingPath("e", { ...CALL, call_id: callId ?? "" }).split("/")[5], part);
  });
}

for (const [seconds, said] of /** @type {[number, string][]} */ ([
  [0, "0:00"],
  [67.9, "1:07"],
  [600, "10:00"],
  [3723, "1:02:03"],
  [NaN, "0:00"],
  [Infinity, "0:00"],
])) {
  test(`${seconds} seconds into a recording are ${said}`, () => {
    assert.equal(clock(seconds), said);
  });
}
