// What Home Assistant refuses is said in the user's language.

import assert from "node:assert/strict";
import { test } from "node:test";

import { act, ask } from "../../custom_components/difuse/card/www/ask.js";

/** @import { Hass } from "../../custom_components/difuse/card/www/types.js" */

let languages = 0;

/** A Home Assistant that refuses everything for this reason; a text is its key, and its values behind it. */
const refusing = (/** @type {unknown} */ reason, knows = true) => {
  const refuse = () => Promise.reject(reason);
  const localize = (/** @type {string} */ key, /** @type {object | undefined} */ values) =>
    [key, ...Object.values(values ?? {})].join(" ");
  return /** @type {Hass} */ (
    /** @type {unknown} */ ({
      language: `language-${(languages += 1)}`,
      connection: { sendMessagePromise: refuse },
      callService: refuse,
      loadBackendTranslation: async () => {
        if (!knows) throw new Error("no connection");
        return localize;
      },
    })
  );
};

const COMMON = "component.difuse.common.card_";

for (const [reason, key] of /** @type {[unknown, string][]} */ ([
  [{ code: "unauthorized", message: "Unauthorized" }, "problem_forbidden"],
  [{ code: "not_found", message: "This PBX isn't set up now" }, "problem_not_ready"],
  [{ code: "unknown_command", message: "Unknown command." }, "problem_not_ready"],
  [{ code: "timeout", message: "Timeout" }, "problem_timeout"],
  [{ type: "result", error: { code: 3, message: "Connection lost" } }, "problem_disconnected"],
  [3, "problem_disconnected"],
  [{ code: "home_assistant_error", message: "In English" }, "problem_unknown"],
  [new TypeError("out of order"), "problem_unknown"],
  [undefined, "problem_unknown"],
])) {
  test(`${JSON.stringify(reason)} is said as ${key}`, async () => {
    await assert.rejects(ask(refusing(reason), { type: "x" }), { name: "Refused", message: COMMON + key });
    await assert.rejects(act(refusing(reason), "x", {}), { name: "Refused", message: COMMON + key });
  });
}

test("what the integration says itself comes first", async () => {
  const reason = {
    code: "home_assistant_error",
    message: "In English",
    translation_domain: "difuse",
    translation_key: "unknown_call",
    translation_placeholders: { call: "c-1" },
  };
  const message = "component.difuse.exceptions.unknown_call.message c-1";
  await assert.rejects(ask(refusing(reason), { type: "x" }), { message, code: "home_assistant_error" });
});

test("without any words there is none, and the refusal stays the reason", async () => {
  const refused = ask(refusing({ code: "timeout", translation_domain: "a", translation_key: "b" }, false), {
    type: "x",
  });
  await assert.rejects(refused, { message: "", code: "timeout" });
});
