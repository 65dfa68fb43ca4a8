// Which calls somebody asks for: filters and what was typed, for the archive and for calls that are here.

/** @import { Asked } from "./log-types.js" */
/** @import { Call, FilterName, Formatter, WantedCalls } from "./types.js" */
/** @import { People } from "./people.js" */

/**
 * The kinds of calls, each with what it means for the command difuse/calls/find.
 * @type {Record<FilterName, { missed?: boolean, direction?: Call["direction"] }>}
 */
export const KINDS = {
  all: {},
  missed: { missed: true, direction: "inbound" },
  inbound: { direction: "inbound" },
  outbound: { direction: "outbound" },
  internal: { direction: "internal" },
};

export const OUTCOMES = ["answered", "no_answer", "busy", "cancel", "failed", "congestion"];

/** The group of those who are in no address book. */
export const UNKNOWN = "unknown";

/**
 * What is asked for at first.
 * @param {FilterName} kind
 * @returns {Asked}
 */
export const nothingBut = (kind) => ({
  kind,
  text: "",
  extension: "",
  group: "",
  outcome: "",
  number: "",
  day: "",
  recorded: false,
});

/**
 * Whether anything else is asked for than the latest calls.
 * @param {Asked} asked
 */
export const isChosen = (asked) => asked.text.trim() !== "" || filtersOf(asked).length > 0;

/**
 * The filters that are set, by their names.
 * @param {Asked} asked
 * @returns {(keyof Asked)[]}
 */
export const filtersOf = ({ kind, ...asked }) => {
  /** @type {(keyof typeof asked)[]} */
  const others = ["extension", "group", "outcome", "number", "recorded", "day"];
  return [...(kind === "all" ? [] : /** @type {const} */ (["kind"])), ...others.filter((one) => asked[one])];
};

/**
 * The fields by which the archive is asked.
 * @param {Asked} asked
 * @param {Formatter} format
 * @returns {WantedCalls}
 */
export const fieldsOf = ({ kind, text, extension, group, outcome, number, day, recorded }, format) => ({
  ...KINDS[kind],
  ...(text.trim() && { text: text.trim() }),
  ...(extension && { extension }),
  ...(group && { group }),
  ...(outcome && { disposition: [outcome] }),
  ...(number && { number }),
  ...(recorded && { recorded }),
  ...(day && { before: format.endOfDay(day) }),
});

/**
 * What says whether a call that is here is asked for.
 * @param {Asked} asked
 * @param {People} people
 * @param {Formatter} format
 * @returns {(call: Call) => boolean}
 */
export const matcherOf = (asked, people, format) => {
  const { kind, extension, group, outcome, number, day, recorded } = asked;
  const { missed, direction } = KINDS[kind];
  const isTyped = asked.text.trim() ? isFoundBy(asked.text, people) : () => true;
  /** @type {[unknown, (call: Call) => boolean][]} */
  const conditions = [
    [missed, (call) => call.missed],
    [direction, (call) => call.direction === direction],
    [extension, (call) => [...call.extensions, call.answered_by].includes(extension)],
    [group, (call) => call.groups.some((one) => plain(one) === plain(group))],
    [outcome, (call) => call.disposition === outcome],
    [number, (call) => call.other_number === number],
    [recorded, (call) => call.has_recording],
    [day, (call) => format.dayOf(call) <= day],
  ];
  const asks = conditions.filter(([value]) => value).map(([, condition]) => condition);
  return (call) => asks.every((condition) => condition(call)) && isTyped(call);
};

/** @param {string} text */
const plain = (text) =>
  text
    .toLocaleLowerCase()
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "");

/** @param {string} text */
const digits = (text) => text.replace(/[^\d*#]/g, "");

/**
 * Whether a call has to do with what somebody typed: a name, or a number however it is written.
 * @param {string} query
 * @param {People} people
 * @returns {(call: Call) => boolean}
 */
export const isFoundBy = (query, people) => {
  const words = plain(query).trim();
  const number = digits(query).replace(/^00/, "");
  const isNumber = number.length > 2 && /^[\d\s+()/.*#-]+$/.test(words);
  return (call) => {
    const { shown } = people.of(call) ?? {};
    const ends = [call.caller_number, call.called_number, call.other_number, shown, call.answered_by];
    const numbers = [...ends, ...call.extensions].flatMap((one) => one || []);
    if ([call.caller_name, call.other_name ?? ""].some((name) => plain(name).includes(words))) return true;
    if (numbers.some((one) => one.toLowerCase().includes(words))) return true;
    return isNumber && numbers.some((one) => digits(one).includes(number));
  };
};
