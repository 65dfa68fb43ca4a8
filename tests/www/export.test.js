// The table of calls for spreadsheets: what callers choose is text there, and no formula.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cell, csvOf, tableOf } from "../../custom_components/difuse/card/www/export.js";
import { formatterFor } from "../../custom_components/difuse/card/www/format.js";

for (const [value, written] of /** @type {[string | number, string][]} */ ([
  ["Ines Ward", "Ines Ward"],
  ["=1+1", "'=1+1"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["-2+3", "'-2+3"],
  ["＝1+1", "'＝1+1"],
  ["  =1", `"  '=1"`],
  ["\t=1", `"'\t'=1"`],
  ["\r=1", `"'\r'=1"`],
  ["\tplain", `"'\tplain"`],
  // A number with its country is no sum.
  ["+44 20 7946 0110", "'+44 20 7946 0110"],
  ["+15550100", "'+15550100"],
  ["020 7946 0110", "020 7946 0110"],
  // A spreadsheet that expects semicolons would begin a cell there.
  ["a;=cmd|' /C calc'!A0", `"a;'=cmd|' /C calc'!A0"`],
  ["a, +b", `"a, '+b"`],
  ['Say "hi"', '"Say ""hi"""'],
  ["two\r\nlines", '"two\r\nlines"'],
  ["a-b=c+d@e", "a-b=c+d@e"],
  [" ", '" "'],
  ["", ""],
  [-5, "-5"],
])) {
  test(`${JSON.stringify(value)} is written as ${JSON.stringify(written)}`, () => {
    assert.equal(cell(value), written);
  });
}

test("rows end with a line break each, behind the mark that says it is UTF-8", () => {
  assert.equal(
    csvOf([
      ["a", 1],
      ["ü", ""],
    ]),
    "\uFEFFa,1\r\nü,\r\n",
  );
});

/** @type {import("../../custom_components/difuse/card/www/types.js").Call} */
const CALL = {
  call_id: "1",
  db_id: 1,
  direction: "inbound",
  disposition: "answered",
  missed: false,
  caller_number: "00442079460110",
  caller_name: "=HYPERLINK(1)",
  called_number: "2011",
  answered_by: "1001",
  extensions: ["1001", "1002"],
  started_at: "2026-07-14T22:30:05+00:00",
  answered_at: null,
  ended_at: "2026-07-14T22:31:05+00:00",
  duration: 60,
  ring_duration: 4,
  talk_duration: 56,
  has_recording: true,
  legs: 2,
  call_ids: ["1"],
  other_number: "+442079460110",
  other_name: "=HYPERLINK(1)",
  groups: ["VIP", "+Friends"],
  location: null,
  answered_by_name: "Anna",
  reached: "person",
  handled: null,
};

test("a call is one row, with names, numbers as people write them, and the local time", () => {
  const format = formatterFor({
    language: "en",
    locale: { language: "en", time_zone: "server" },
    config: { time_zone: "Europe/Berlin" },
  });
  const names = new Map([["2011", "Sales"]]);
  const tools = {
    text: (/** @type {string} */ key) => `[${key}]`,
    format,
    nameOf: (/** @type {string} */ number, otherwise = number) => names.get(number) ?? otherwise,
  };
  const person = { shown: "020 7946 0110", photo: null, unwanted: false };
  const outbound = {
    ...CALL,
    direction: /** @type {const} */ ("outbound"),
    caller_number: "1001",
    caller_name: "Anna",
  };
  const [header, first, second, end] = tableOf([CALL, outbound], () => person, tools).split("\r\n");
  assert.equal(
    header,
    "\uFEFF[started],[direction],[outcome],[handled],[caller],[caller_number],[called],[called_number]," +
      "[taken_by],[extensions],[location],[groups],[ring_seconds],[talk_seconds]",
  );
  assert.equal(
    first,
    "2026-07-15 00:30:05,[inbound],[answered],,'=HYPERLINK(1),020 7946 0110,Sales,2011,Anna,1001 1002,," +
      `"VIP, '+Friends",4,56`,
  );
  assert.match(
    second ?? "",
    /^2026-07-15 00:30:05,\[outbound\],\[answered\],,Anna,1001,'=HYPERLINK\(1\),020 7946 0110,Anna,/,
  );
  assert.equal(end, "");
});
