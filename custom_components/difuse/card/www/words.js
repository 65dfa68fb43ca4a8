// A call in words: how it ended, and the way it went.

import { make } from "./dom.js";

/** @import { Call, Formatter, NameOf, Step, Text } from "./types.js" */

/** What it takes to write a call in words. @typedef {{ text: Text, format: Pick<Formatter, "duration">, nameOf: NameOf }} Words */

/** Where nobody answered: what the caller reached all the same. */
const LEFT = ["voicemail", "menu", "queue", "conference", "unknown"];
/** What answered in place of somebody who can be named. */
const ANSWERED = ["voicemail", "menu", "queue", "conference"];
const STEPS = [
  "rang",
  "busy",
  "failed",
  "group",
  "queue",
  "menu",
  "choice",
  "voicemail",
  "conference",
  "service",
  "forwarded",
  "answered",
  "picked_up",
  "transferred",
  "parked",
  "taken",
];
/** Why a missed call needs nobody any more. */
const HANDLED = ["seen", "returned", "answered_later"];

/**
 * How it ended, in a word or two: "No answer, left on voicemail", "Answered in the conference".
 * @param {Call} call
 * @param {Text} text
 */
export const outcomeText = (call, text) => {
  if (call.disposition !== "answered") return andLeft(text(call.disposition), call, text);
  const isNamed = call.answered_by || !ANSWERED.includes(call.reached);
  return isNamed ? text("answered") : text(`answered_${call.reached}`);
};

/** @param {string} outcome @param {Call} call @param {Text} text */
const andLeft = (outcome, call, text) =>
  LEFT.includes(call.reached) ? text("and_left", { outcome, left: text(`left_${call.reached}`) }) : outcome;

/**
 * What became of a missed call: "Called back".
 * @param {Call} call
 * @param {Text} text
 */
export const handledText = (call, text) =>
  call.missed && HANDLED.includes(call.handled ?? "") ? text(`handled_${call.handled}`) : "";

/**
 * Who answered, by name if it is known.
 * @param {Call} call
 * @param {NameOf} nameOf
 */
export const answeredBy = (call, nameOf) =>
  call.answered_by && (call.answered_by_name ?? nameOf(call.answered_by));

/**
 * The outcome as the list shows it: "Missed, left on voicemail · Called back · rang 20 sec", what matters least last.
 * @param {Call} call
 * @param {Words & { show: { details: boolean } }} words
 */
export const outcomeParts = (call, { text, format, show, nameOf }) => {
  const parts = [];
  if (call.missed) parts.push(andLeft(text("missed"), call, text));
  if (call.disposition === "answered" && call.answered_by && show.details && call.direction !== "outbound") {
    parts.push(text("answered_by", { who: answeredBy(call, nameOf) }));
  } else if (!call.missed) {
    parts.push(outcomeText(call, text));
  } else if (call.disposition !== "no_answer") {
    parts.push(text(call.disposition));
  }
  const handled = handledText(call, text);
  if (handled) parts.push(handled);
  if (!show.details) return parts;
  if (call.talk_duration > 0) parts.push(text("talked", { time: format.duration(call.talk_duration) }));
  if (hasRung(call)) parts.push(text("rang", { time: format.duration(call.ring_duration) }));
  return parts;
};

/**
 * Whether it is known how long it rang: what takes a missed call has its time of that, too.
 * @param {Call} call
 */
export const hasRung = (call) =>
  call.ring_duration > 0 && (call.disposition === "answered" || !LEFT.includes(call.reached));

/**
 * The steps of a call as a list; nothing where a single one says no more than the outcome.
 * @param {Step[]} steps
 * @param {Words} words
 */
export const wayOf = (steps, words) => {
  const said = steps.map((step) => stepText(step, words)).filter(Boolean);
  if (said.length < 2) return null;
  return make("ol", { class: "way" }, ...said.map((one) => make("li", {}, make("bdi", {}, one))));
};

/** @param {Step} step @param {Words} words */
const stepText = (step, { text, format, nameOf }) => {
  if (!STEPS.includes(step.kind)) return "";
  const named = { ...step, number: nameOf(step.number), by: nameOf(step.by) };
  const what = text(`step_${keyOfStep(step)}`, named);
  return step.seconds > 0 ? `${what} · ${format.duration(step.seconds)}` : what;
};

/** @param {Step} step */
const keyOfStep = ({ kind, number, by }) => {
  if (kind === "transferred" && !by) return "handed_over";
  return kind === "service" && !number ? "machine" : kind;
};
