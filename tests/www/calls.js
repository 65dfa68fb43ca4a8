// Calls for tests.

/** @import { Call } from "../../custom_components/difuse/card/www/types.js" */

/**
 * A call that Alice made to 1001, who answered; with these changes.
 * @param {Partial<Call>} [changes]
 * @returns {Call}
 */
export const aCall = (changes) => ({
  call_id: "c-1",
  db_id: 1,
  direction: "inbound",
  disposition: "answered",
  missed: false,
  caller_number: "+447700900101",
  caller_name: "Alice Morgan",
  called_number: "1001",
  answered_by: "1001",
  extensions: ["1001"],
  started_at: "2026-07-15T09:00:00+00:00",
  answered_at: "2026-07-15T09:00:04+00:00",
  ended_at: "2026-07-15T09:02:04+00:00",
  duration: 124,
  ring_duration: 4,
  talk_duration: 120,
  has_recording: false,
  legs: 1,
  call_ids: ["c-1"],
  other_number: "+447700900101",
  other_name: "Alice Morgan",
  groups: [],
  location: null,
  answered_by_name: null,
  reached: "extension",
  handled: null,
  ...changes,
});
