import assert from "node:assert/strict";
import { test } from "node:test";

import { differenceOf } from "../../custom_components/difuse/card/www/usual.js";

const TODAY = {
  calls: 12,
  inbound: 9,
  outbound: 3,
  answered: 7,
  missed: 2,
  answer_rate: 77.8,
  ring: 8,
  talk: 3599,
};
const USUAL = { ...TODAY, calls: 9.4, missed: 3.5, answer_rate: 80.2, ring: 12.4, talk: 3630.5 };

test("A figure is more or less than usual, and for some of them that is good or bad", () => {
  assert.deepEqual(differenceOf("calls", TODAY, USUAL), { amount: 3, way: 1, isGood: false, isBad: false });
  assert.deepEqual(differenceOf("missed", TODAY, USUAL), { amount: 1, way: -1, isGood: true, isBad: false });
  assert.deepEqual(differenceOf("answer_rate", TODAY, USUAL), {
    amount: 2,
    way: -1,
    isGood: false,
    isBad: true,
  });
  assert.deepEqual(differenceOf("ring", TODAY, USUAL), { amount: 4, way: -1, isGood: true, isBad: false });
});

test("What hardly differs is as usual", () => {
  assert.equal(differenceOf("talk", TODAY, { ...USUAL, talk: 3620 })?.way, 0);
  assert.equal(differenceOf("calls", TODAY, { ...USUAL, calls: 12.4 })?.amount, 0);
  assert.equal(differenceOf("talk", TODAY, { ...USUAL, talk: 3500 })?.amount, 120);
});

test("Without a usual day, or without a figure, nothing is said", () => {
  assert.equal(differenceOf("calls", TODAY, null), null);
  assert.equal(differenceOf("ring", { ...TODAY, ring: null }, USUAL), null);
  assert.equal(differenceOf("ring", TODAY, { ...USUAL, ring: null }), null);
});
