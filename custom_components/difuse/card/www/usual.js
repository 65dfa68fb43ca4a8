// By how much today differs from a usual day. Nothing here knows a page.

import { BETTER } from "./insight-figures.js";

/** @import { Compared } from "./insight-figures.js" */
/** @import { Figures } from "./insight-types.js" */

/**
 * How a figure of today differs: `amount` in its own unit, without a sign; `way` is 1 for more, -1 for less, 0 for as
 * usual; whether that is good, or bad.
 * @typedef {object} Difference
 * @property {number} amount
 * @property {number} way
 * @property {boolean} isGood
 * @property {boolean} isBad
 */

const MINUTE = 60;

/** Talk time adds up: seconds of it say nothing. @param {Compared} name @param {number} amount */
const rounded = (name, amount) =>
  name === "talk" ? Math.round(amount / MINUTE) * MINUTE : Math.round(amount);

/**
 * Return how a figure differs from the usual one, or null where there is one only.
 * @param {Compared} name
 * @param {Figures} today
 * @param {Figures | null} usual
 * @returns {Difference | null}
 */
export const differenceOf = (name, today, usual) => {
  const [now, then] = [today[name], usual?.[name]];
  if (now === null || then === null || then === undefined) return null;
  const amount = rounded(name, now - then);
  const way = Math.sign(amount) || 0; // Without -0.
  return { amount: Math.abs(amount), way, isGood: way * BETTER[name] > 0, isBad: way * BETTER[name] < 0 };
};
