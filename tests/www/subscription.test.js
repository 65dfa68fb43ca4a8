// The subscription to calls is kept up, and given up in time.

import assert from "node:assert/strict";
import { mock, test } from "node:test";

import { Subscription } from "../../custom_components/difuse/card/www/subscription.js";

const WANTED = { entry_id: "office", limit: 20 };

/** A connection that answers as `answer` says, and knows what was asked of it and what ended. */
const connectionOf = (answer = () => Promise.resolve()) => {
  const connection = { asked: /** @type {object[]} */ ([]), ended: 0 };
  return Object.assign(connection, {
    sendMessagePromise: async () => assert.fail("not asked"),
    /** @type {import("../../custom_components/difuse/card/www/types.js").Connection["subscribeMessage"]} */
    subscribeMessage: async (_take, message) => {
      connection.asked.push(message);
      await answer();
      return () => (connection.ended += 1);
    },
  });
};

const follow = (/** @type {ReturnType<typeof connectionOf>} */ connection) => {
  const failures = /** @type {string[]} */ ([]);
  const subscription = new Subscription(
    () => undefined,
    (failure) => failures.push(failure),
  );
  assert.ok(subscription.follow(connection, WANTED));
  return { subscription, failures };
};

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("the same PBX is asked for once, another one in its place", async () => {
  const connection = connectionOf();
  const { subscription } = follow(connection);
  assert.ok(!subscription.follow(connection, { ...WANTED }));
  assert.equal(connection.asked.length, 1);
  assert.ok(subscription.follow(connection, { ...WANTED, entry_id: "shop" }));
  await settled();
  assert.equal(connection.ended, 1);
  assert.deepEqual(connection.asked.at(-1), { type: "difuse/calls/subscribe", entry_id: "shop", limit: 20 });
});

test("what ends before Home Assistant has answered ends all the same", async () => {
  const connection = connectionOf();
  follow(connection).subscription.end();
  await settled();
  assert.equal(connection.ended, 1);
});

for (const [code, state] of /** @type {[string | undefined, string][]} */ ([
  ["not_found", "missing"],
  ["unauthorized", "forbidden"],
  ["home_assistant_error", "failed"],
  [undefined, "failed"],
])) {
  test(`${code} is ${state}, and not tried again by itself`, async (context) => {
    context.mock.timers.enable({ apis: ["setTimeout"] });
    const connection = connectionOf(() => Promise.reject(code && { code }));
    const { failures } = follow(connection);
    await settled();
    assert.deepEqual(failures, [state]);
    context.mock.timers.tick(3_600_000);
    assert.equal(connection.asked.length, 1);
  });
}

test("while the integration isn't there yet it is asked for ever more rarely, and no more once nobody looks", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const connection = connectionOf(() => Promise.reject({ code: "unknown_command" }));
  const { subscription, failures } = follow(connection);
  for (const pause of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
    await settled();
    const before = connection.asked.length;
    context.mock.timers.tick(pause - 1);
    assert.equal(connection.asked.length, before);
    context.mock.timers.tick(1);
    assert.equal(connection.asked.length, before + 1);
  }
  await settled();
  assert.deepEqual(new Set(failures), new Set(["unavailable"]));
  const before = connection.asked.length;
  subscription.end();
  context.mock.timers.tick(3_600_000);
  assert.equal(connection.asked.length, before);
  mock.reset();
});

test("what is refused after the end changes nothing", async () => {
  const { subscription, failures } = follow(connectionOf(() => Promise.reject({ code: "not_found" })));
  subscription.end();
  await settled();
  assert.deepEqual(failures, []);
});
