// Calls by day, and within a day those that are much the same in one line: "Ines Ward (3)".

import { keyOf } from "./calls.js";

/** @import { Call, Formatter } from "./types.js" */
/**
 * A line of the list: one call, or several that are folded, the latest first.
 * @typedef {object} Line
 * @property {string} key
 * @property {Call} call the latest one
 * @property {Call[]} calls
 * @property {boolean} isFold
 * @property {boolean} isInner one of the calls of an open fold
 */
/** @typedef {{ day: string, lines: Line[] }} Day */

/**
 * Whether calls are folded: with the same other end, the same way, with the same outcome as far as a list shows it,
 * and of which became the same. Of those who withheld their number nobody knows whether they are the same.
 * @param {Call} one
 * @param {Call} other
 */
const areSame = (one, other) =>
  one.other_number !== "" &&
  one.other_number === other.other_number &&
  one.direction === other.direction &&
  one.missed === other.missed &&
  one.handled === other.handled &&
  (one.disposition === "answered") === (other.disposition === "answered");

/**
 * Give the lines of each day. Neighbours that are much the same are folded; where one of them is open, all are there.
 * @param {Call[]} calls with the latest first
 * @param {Formatter["dayOf"]} dayOf
 * @param {Set<string>} open the keys of the calls whose fold is open
 * @returns {Day[]}
 */
export const linesOf = (calls, dayOf, open) => {
  /** @type {Day[]} */
  const days = [];
  /** @type {{ day: string, calls: Call[], call: Call } | undefined} */
  let last;
  for (const call of calls) {
    const day = dayOf(call);
    if (last && last.day === day && areSame(last.call, call)) {
      last.calls.push(call);
      continue;
    }
    if (last) addTo(days, last, open);
    last = { day, call, calls: [call] };
  }
  if (last) addTo(days, last, open);
  return days;
};

/**
 * @param {Day[]} days
 * @param {{ day: string, calls: Call[] }} group
 * @param {Set<string>} open
 */
const addTo = (days, { day, calls }, open) => {
  if (days[days.length - 1]?.day !== day) days.push({ day, lines: [] });
  const lines = /** @type {Day} */ (days[days.length - 1]).lines;
  const [latest, oldest] = /** @type {[Call, Call]} */ ([calls[0], calls[calls.length - 1]]);
  if (latest === oldest) {
    lines.push(lineOf(latest, false));
    return;
  }
  // A further call is added at its beginning: by its end a fold stays the same.
  lines.push({ key: `fold ${keyOf(oldest)}`, call: latest, calls, isFold: true, isInner: false });
  if (open.size > 0 && calls.some((call) => open.has(keyOf(call)))) {
    lines.push(...calls.map((call) => lineOf(call, true)));
  }
};

/**
 * @param {Call} call
 * @param {boolean} isInner
 * @returns {Line}
 */
const lineOf = (call, isInner) => ({ key: keyOf(call), call, calls: [call], isFold: false, isInner });
