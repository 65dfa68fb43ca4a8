// All that is known of a call, below its row.

import { make } from "./dom.js";
import { otherEnd } from "./people.js";
import { answeredBy, handledText, hasRung, outcomeText, wayOf } from "./words.js";

/** Make the list of facts. `tools` are those of a row. */
export const makeDetails = (call, person, tools) => {
  const { text, format, nameOf } = tools;
  const isOutbound = call.direction === "outbound";
  const { name, shown } = otherEnd(call, person);
  const other = both(name, shown);
  const caller = isOutbound ? both(nameOf(call.caller_number, call.caller_name), call.caller_number) : other;
  const facts = [
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
  const list = make(
    "dl",
    {},
    ...facts
      .filter(([, value]) => value?.length > 0)
      .flatMap(([key, value]) => [make("dt", {}, text(key)), make("dd", {}, ...texts(value))]),
  );
  // One row says no more than the call.
  if (call.legs > 1) addWay(list, call, tools);
  return list;
};

/** Name and number; one of them where the other says no more. */
const both = (name, number) => [...new Set([name, number])].filter(Boolean).join(" · ");

const withName = (number, nameOf) => (nameOf(number) === number ? number : `${nameOf(number)} (${number})`);

const texts = (value) =>
  Array.isArray(value) ? value.map((one) => make("bdi", { class: "group" }, one)) : [make("bdi", {}, value)];

const addWay = async (list, call, tools) => {
  const way = wayOf(await tools.way(call), tools);
  if (way) list.append(make("dt", {}, tools.text("way")), make("dd", {}, way));
};
