// All that is known of a call, below its row.

import { makeActions } from "./actions.js";
import { make } from "./dom.js";
import { otherEnd } from "./people.js";
import { answeredBy, handledText, hasRung, outcomeText, wayOf } from "./words.js";

/** @import { RowTools } from "./log-types.js" */
/** @import { Call, Person } from "./types.js" */

/**
 * Make the list of facts, and what can be done with the call.
 * @param {Call} call
 * @param {Person | undefined} person
 * @param {boolean} isUnseen
 * @param {RowTools} tools
 */
export const makeDetails = (call, person, isUnseen, tools) => {
  const facts = factsOf(call, person, tools).filter(([, value]) => value && value.length > 0);
  const list = make("dl", {}, ...facts.flatMap(([key, value]) => factOf(key, value, tools)));
  addWay(list, call, tools);
  return make("div", {}, list, actionsOf(call, person, isUnseen, tools));
};

/**
 * @param {Call} call
 * @param {Person | undefined} person
 * @param {RowTools} tools
 * @returns {[string, string | string[] | null][]}
 */
const factsOf = (call, person, { text, format, nameOf }) => {
  const isOutbound = call.direction === "outbound";
  const { name, shown } = otherEnd(call, person);
  const other = both(name, shown);
  const caller = isOutbound ? both(nameOf(call.caller_number, call.caller_name), call.caller_number) : other;
  return [
    ["started", format.exact(new Date(call.started_at))],
    ["caller", caller || text("withheld")],
    ["called", isOutbound ? other : both(nameOf(call.called_number), call.called_number)],
    ["location", call.location],
    ["groups", call.groups],
    ["outcome", outcomeText(call, text)],
    ["handled", handledText(call, text)],
    ["taken_by", both(answeredBy(call, nameOf), call.answered_by)],
    ["extensions", call.extensions.map((one) => withName(one, nameOf)).join(", ")],
    ["ring_time", hasRung(call) ? format.duration(call.ring_duration) : ""],
    ["talk_time", call.talk_duration > 0 ? format.duration(call.talk_duration) : ""],
  ];
};

/**
 * @param {string} key
 * @param {string | string[] | null} value
 * @param {RowTools} tools
 */
const factOf = (key, value, { text }) => [
  make("dt", {}, text(key)),
  make("dd", {}, ...(Array.isArray(value) ? value.map((one) => bdi(one, "group")) : [bdi(value ?? "")])),
];

/**
 * @param {string} said
 * @param {string} [className]
 */
const bdi = (said, className) => make("bdi", { class: className }, said);

/**
 * Name and number; one of them where the other says no more.
 * @param {(string | null)[]} said
 */
const both = (...said) => [...new Set(said)].filter(Boolean).join(" · ");

/**
 * @param {string} number
 * @param {RowTools["nameOf"]} nameOf
 */
const withName = (number, nameOf) => (nameOf(number) === number ? number : `${nameOf(number)} (${number})`);

/**
 * Add the way that it went, and who has the recording. One row says no more than the call.
 * @param {HTMLElement} list
 * @param {Call} call
 * @param {RowTools} tools
 */
const addWay = async (list, call, tools) => {
  const { steps, recorded } =
    call.legs > 1
      ? await tools.way(call)
      : { steps: [], recorded: call.has_recording ? [call.answered_by] : [] };
  const way = wayOf(steps, tools);
  if (way) list.append(make("dt", {}, tools.text("way")), make("dd", {}, way));
  const at = recorded.flatMap((number) => (number ? [withName(number, tools.nameOf)] : []));
  if (at.length > 0) list.append(...factOf("recorded_at", at.join(", "), tools));
};

/**
 * @param {Call} call
 * @param {Person | undefined} person
 * @param {boolean} isUnseen
 * @param {RowTools} tools
 */
const actionsOf = (call, person, isUnseen, tools) => {
  const { name, shown } = otherEnd(call, person);
  const who = name || shown || tools.text("withheld");
  const label = tools.text("done", { who });
  const onclick = () => tools.done(call);
  const done = make("button", { class: "pill", type: "button", "data-part": "finish", onclick }, label);
  return make("div", {}, isUnseen ? done : null, makeActions(call, person, tools));
};
