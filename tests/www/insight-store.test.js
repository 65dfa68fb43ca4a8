// The figures that all cards of a page share: when they are asked for, and what is shown meanwhile.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { choice, PERIODS, storeOf } from "../../custom_components/difuse/card/www/insight-store.js";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** A quarter to midnight in Berlin. */
const EVENING = Date.parse("2026-11-28T22:45:00Z");

/** Home Assistant, which answers when the test says so. */
class Asked {
  /** @type {{ days: number, answer: (insight: object) => void, refuse: (error: object) => void }[]} */
  questions = [];
  /** @type {Set<() => void>} */
  followers = new Set();

  /** @param {any} message @returns {Promise<any>} */
  sendMessagePromise({ type, entry_id: entryId, days }) {
    assert.deepEqual([type, entryId], ["difuse/insight", "pbx"]);
    return new Promise((answer, refuse) => this.questions.push({ days, answer, refuse }));
  }

  /** @param {"ready"} _event @param {() => void} follower */
  addEventListener(_event, follower) {
    this.followers.add(follower);
  }

  /** @param {"ready"} _event @param {() => void} follower */
  removeEventListener(_event, follower) {
    this.followers.delete(follower);
  }

  get last() {
    const question = this.questions.at(-1);
    assert.ok(question);
    return question;
  }

  /** @param {string} [end] */
  async answer(end = "2026-11-28") {
    const now = new Date(Date.now()).toISOString();
    this.last.answer({ now, time_zone: "Europe/Berlin", period: { end, days: this.last.days } });
    await settled();
  }

  /** @param {string} code */
  async refuse(code) {
    this.last.refuse({ code });
    await settled();
  }
}

const settled = async () => {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
};

const follow = () => {
  const asked = new Asked();
  const store = storeOf(asked, "pbx");
  let told = 0;
  const end = store.follow(() => (told += 1));
  return { asked, store, end, told: () => told };
};

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout", "setInterval", "Date"], now: EVENING });
  choice.choose(30);
});

test("all cards of a PBX share one request", async () => {
  const { asked, store, told } = follow();
  storeOf(asked, "pbx").follow(() => undefined);
  assert.equal(asked.questions.length, 1);
  assert.ok(store.isLoading);
  await asked.answer();
  assert.equal(store.insight?.period.days, 30);
  assert.ok(!store.isLoading && told() > 0);
});

test("another period is asked for at once, and the last figures stay until it comes", async () => {
  const { asked, store } = follow();
  await asked.answer();
  choice.choose(7);
  assert.equal(asked.last.days, 7);
  assert.equal(store.insight?.period.days, 30);
  await asked.answer();
  assert.equal(store.insight?.period.days, 7);
  choice.choose(30);
  assert.equal(store.insight?.period.days, 30, "what is known already is shown at once");
  assert.equal(asked.questions.length, 3);
});

test("an answer that was overtaken changes nothing", async () => {
  const { asked, store } = follow();
  const [slow] = asked.questions;
  choice.choose(365);
  await asked.answer();
  slow?.answer({ period: { days: 30 } });
  await settled();
  assert.equal(store.insight?.period.days, 365);
});

test("only periods that there are can be chosen", () => {
  choice.choose(8);
  assert.equal(choice.days, 30);
  assert.deepEqual(PERIODS, [7, 30, 90, 365]);
});

test("calls that come bring one request, not one each", async () => {
  const { asked, store } = follow();
  store.notice("first");
  await asked.answer();
  mock.timers.tick(MINUTE);
  assert.equal(asked.questions.length, 1, "what was there before is no news");
  for (const sign of ["a", "b", "c"]) store.notice(sign);
  assert.equal(asked.questions.length, 1);
  mock.timers.tick(5 * SECOND);
  assert.equal(asked.questions.length, 2);
  await asked.answer();
  store.notice("d");
  mock.timers.tick(5 * SECOND);
  assert.equal(asked.questions.length, 2, "a busy house is asked now and then");
  mock.timers.tick(5 * SECOND);
  assert.equal(asked.questions.length, 3);
});

test("midnight in the house's time zone brings the figures of another day", async () => {
  const { asked } = follow();
  await asked.answer("2026-11-28");
  mock.timers.tick(14 * MINUTE);
  assert.equal(asked.questions.length, 1);
  mock.timers.tick(2 * MINUTE);
  assert.equal(asked.questions.length, 2);
  await asked.answer("2026-11-29");
  mock.timers.tick(10 * MINUTE);
  assert.equal(asked.questions.length, 2);
});

test("a failure is said, keeps the last figures, and can be tried again", async () => {
  const { asked, store } = follow();
  await asked.answer();
  choice.choose(7);
  await asked.refuse("unknown_error");
  assert.equal(store.problem, "failed");
  assert.equal(store.insight?.period.days, 30);
  store.again();
  assert.equal(store.problem, "");
  await asked.answer();
  assert.equal(store.problem, "");
});

test("where the PBX isn't set up yet it is asked again by itself, ever more seldom", async () => {
  const { asked, store } = follow();
  await asked.refuse("not_found");
  assert.equal(store.problem, "unavailable");
  for (const wait of [2, 4, 8, 16, 32, 60, 60]) {
    const before = asked.questions.length;
    mock.timers.tick(wait * SECOND - 1);
    assert.equal(asked.questions.length, before);
    mock.timers.tick(1);
    assert.equal(asked.questions.length, before + 1);
    await asked.refuse("unknown_command");
  }
});

test("who may not see calls isn't asked for again", async () => {
  const { asked, store } = follow();
  await asked.refuse("unauthorized");
  assert.equal(store.problem, "forbidden");
  mock.timers.tick(10 * MINUTE);
  assert.equal(asked.questions.length, 1);
});

test("a connection that is back brings what came meanwhile", async () => {
  const { asked } = follow();
  await asked.answer();
  for (const follower of asked.followers) follower();
  assert.equal(asked.questions.length, 2);
});

test("where nobody looks any more nothing is asked", async () => {
  const { asked, store, end } = follow();
  await asked.answer();
  store.notice("a");
  store.notice("b");
  end();
  choice.choose(90);
  mock.timers.tick(60 * MINUTE);
  assert.equal(asked.questions.length, 1);
  assert.equal(asked.followers.size, 0);
});
