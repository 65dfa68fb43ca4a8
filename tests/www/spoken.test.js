// Texts are handed over whenever they are to be other ones.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Spoken } from "../../custom_components/difuse/card/www/spoken.js";

/** @import { Hass, Localize, Locale } from "../../custom_components/difuse/card/www/types.js" */

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** @param {string} language @param {() => Promise<Localize>} [load] @param {Partial<Locale>} [locale] */
const hassIn = (language, load, locale) =>
  /** @type {Hass} */ (
    /** @type {unknown} */ ({
      language,
      locale: { language, ...locale },
      loadBackendTranslation: load ?? (async () => () => `a text in ${language}`),
    })
  );

const listen = () => {
  const said = /** @type {string[]} */ ([]);
  return { said, spoken: new Spoken((text) => said.push(text("title"))) };
};

test("with each change of any state nothing is said anew, with another language everything", async () => {
  const { said, spoken } = listen();
  const english = hassIn("spoken-en");
  for (let changes = 0; changes < 3; changes += 1) spoken.follow({ ...english });
  await settled();
  assert.deepEqual(said, ["a text in spoken-en"]);
  spoken.follow(hassIn("spoken-de"));
  await settled();
  assert.deepEqual(said, ["a text in spoken-en", "a text in spoken-de"]);
});

test("who wants another clock gets everything anew", async () => {
  const { said, spoken } = listen();
  spoken.follow(hassIn("spoken-en"));
  await settled();
  spoken.follow(hassIn("spoken-en", undefined, { time_format: "24" }));
  await settled();
  assert.equal(said.length, 2);
});

test("a language that comes late isn't spoken when another is by then", async () => {
  const { said, spoken } = listen();
  let come = (/** @type {Localize} */ _localize) => {};
  spoken.follow(hassIn("spoken-late", () => new Promise((resolve) => (come = resolve))));
  spoken.follow(hassIn("spoken-en"));
  await settled();
  come(() => "too late");
  await settled();
  assert.deepEqual(said, ["a text in spoken-en"]);
});

test("texts that couldn't be had are asked for again with the next change", async () => {
  const { said, spoken } = listen();
  spoken.follow(hassIn("spoken-lost", () => Promise.reject(new Error("no connection"))));
  await settled();
  assert.deepEqual(said, []);
  spoken.follow(hassIn("spoken-lost", async () => () => "there again"));
  await settled();
  assert.deepEqual(said, ["there again"]);
});
