// What is shown, as a table for spreadsheets.

import { make } from "./dom.js";
import { otherEnd } from "./people.js";
import { answeredBy, handledText, outcomeText } from "./words.js";

/** @import { Listing } from "./listing.js" */
/** @import { View } from "./view.js" */
/** @import { Call, Formatter, NameOf, Person, Text } from "./types.js" */
/** @typedef {{text: Text, format: Formatter, nameOf: NameOf}} Tools */
/** @typedef {{name: string, number: string}} End */
/** @typedef {{call: Call, caller: End, called: End, tools: Tools}} Line */

/** By it a spreadsheet knows that the file is UTF-8. */
const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Where a formula could begin: at the start, and behind what separates cells elsewhere, since a spreadsheet
 * that expects semicolons takes the text behind one for a cell of its own.
 */
const FORMULA = /(^\s*|[,;|\t\r\n]\s*)(?=[=+\-@＝＋－＠])/gu;

/**
 * Write one cell. An apostrophe stands before what a spreadsheet could take for a formula, a number with a plus
 * included: as a formula, +44 20 7946 0110 is an error, and +442079460110 loses its plus.
 * @param {string | number} value
 */
export const cell = (value) => {
  if (typeof value === "number") return String(value);
  const text = value.replace(FORMULA, "$1'").replace(/^(?=[\t\r])/, "'");
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/**
 * Write rows as RFC 4180 says.
 * @param {ReadonlyArray<ReadonlyArray<string | number>>} rows
 */
export const csvOf = (rows) => BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/** What each column is called, see the card's texts, and what it says of a call. */
const COLUMNS = /** @type {Array<[string, (line: Line) => string | number]>} */ ([
  ["started", ({ call, tools }) => tools.format.stamp(new Date(call.started_at))],
  ["direction", ({ call, tools }) => tools.text(call.direction)],
  ["outcome", ({ call, tools }) => outcomeText(call, tools.text)],
  ["handled", ({ call, tools }) => handledText(call, tools.text)],
  ["caller", ({ caller }) => caller.name],
  ["caller_number", ({ caller }) => caller.number],
  ["called", ({ called }) => called.name],
  ["called_number", ({ called }) => called.number],
  ["taken_by", ({ call, tools }) => answeredBy(call, tools.nameOf) || ""],
  ["extensions", ({ call }) => call.extensions.join(" ")],
  ["location", ({ call }) => call.location ?? ""],
  ["groups", ({ call }) => call.groups.join(", ")],
  ["ring_seconds", ({ call }) => call.ring_duration],
  ["talk_seconds", ({ call }) => call.talk_duration],
]);

/**
 * Write calls as a table: the header in the user's language, times as in the card's time zone.
 * @param {Iterable<Call>} calls
 * @param {(call: Call) => Person | undefined} personOf
 * @param {Tools} tools
 */
export const tableOf = (calls, personOf, tools) =>
  csvOf([
    COLUMNS.map(([key]) => tools.text(key)),
    ...[...calls].map((call) => {
      const line = lineOf(call, personOf(call), tools);
      return COLUMNS.map(([, value]) => value(line));
    }),
  ]);

/**
 * @param {Call} call
 * @param {Person | undefined} person
 * @param {Tools} tools
 * @returns {Line}
 */
const lineOf = (call, person, tools) => {
  const isOutbound = call.direction === "outbound";
  const { name, shown } = otherEnd(call, person);
  const other = { name, number: shown };
  const number = isOutbound ? call.caller_number : call.called_number;
  const ours = { name: tools.nameOf(number, isOutbound ? call.caller_name : ""), number };
  const [caller, called] = isOutbound ? [ours, other] : [other, ours];
  return { call, caller, called, tools };
};

/**
 * Hand a text to the browser as a file.
 * @param {string} name
 * @param {string} text
 */
export const download = (name, text) => {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = make("a", { href: address, download: name, hidden: true });
  // Firefox follows only links that are in the page.
  document.body.append(link);
  link.click();
  link.remove();
  // The browser has it by then: this runs after what the click began.
  setTimeout(() => URL.revokeObjectURL(address), 1000);
};

/**
 * Save the calls that a card shows.
 * @param {Listing} listing
 * @param {View} view
 */
export const saveCalls = (listing, view) => {
  const { text } = view;
  const format = /** @type {Formatter} */ (view.format);
  const nameOf = (/** @type {string} */ number, /** @type {string | undefined} */ otherwise) =>
    view.nameOf(number, otherwise);
  const table = tableOf(listing.current().calls, (call) => listing.people.of(call), { text, format, nameOf });
  download(`calls-${format.dayKey(new Date())}.csv`, table);
};
