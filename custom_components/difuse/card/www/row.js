// One line of the list: a call as a telephone shows it, or several that are folded.

import { isDialable } from "./actions.js";
import { makeDetails } from "./details.js";
import { icon, make } from "./dom.js";
import { makeAvatar, otherEnd } from "./people.js";
import { outcomeParts } from "./words.js";

/** @import { RowTools } from "./log-types.js" */
/** @import { Call, Person } from "./types.js" */
/** @import { Line } from "./fold.js" */
/**
 * A row, and what is done with it. `controls` are what Tab reaches while it is the list's place.
 * @typedef {object} MadeRow
 * @property {HTMLElement} row
 * @property {HTMLElement} main
 * @property {HTMLElement} details
 * @property {() => void} refresh
 * @property {(photo: string | null | undefined) => void} renewPhoto
 * @property {(isOpen: boolean) => void} setOpen
 * @property {(isStop: boolean) => void} setStop
 * @property {(part: string) => HTMLElement | null} partOf
 * @property {Line} [line]
 * @property {Person | undefined} [person]
 * @property {boolean} [isUnseen]
 */

const LOOKS = {
  inbound: { picture: "phone-incoming", look: "good" },
  outbound: { picture: "phone-outgoing", look: "out" },
  internal: { picture: "phone-in-talk", look: "inside" },
};
const MISSED = { picture: "phone-missed", look: "missed" };
const IN_VAIN = { picture: "phone-cancel", look: "vain" };

/** @param {Call} call */
const lookOf = (call) => {
  if (call.missed) return MISSED;
  return call.disposition === "answered" ? LOOKS[call.direction] : IN_VAIN;
};

/** What Tab reaches of the row that is the list's place. */
const CONTROLS = ":scope > .main, :scope > .quick > .action";

let made = 0;

/**
 * Make the row of a line. `person` is what is known of the other end besides, if anything.
 * @param {Line} line
 * @param {Person | undefined} person
 * @param {boolean} isUnseen
 * @param {RowTools} tools
 * @returns {MadeRow}
 */
export const makeRow = (line, person, isUnseen, tools) => {
  const { call } = line;
  const { format } = tools;
  const { avatar, renew } = makeAvatar(otherEnd(call, person), person?.photo && tools.url(person.photo));
  const moment = new Date(call.started_at);
  const when = make("time", { class: "when", datetime: call.started_at, title: format.exact(moment) });
  const details = make("div", { class: "details", id: `call-${(made += 1)}-details`, hidden: true });
  const main = mainOf(
    line,
    details.id,
    [whoOf(line, person, isUnseen, tools), whatOf(call, tools), when],
    tools,
  );
  const { picture, look } = lookOf(call);
  const state = [isUnseen && "unseen", line.isFold && "fold", line.isInner && "inner"].filter(Boolean);
  const row = make(
    "li",
    { class: ["call", look, ...state].join(" "), "data-key": line.key },
    make("span", { class: "face", "aria-hidden": "true" }, avatar, icon(picture, "sign")),
    main,
    make("span", { class: "quick" }, ...quickFor(line, person, isUnseen, tools)),
    details,
  );
  const refresh = () => {
    const said = format.when(moment);
    if (when.textContent !== said) when.textContent = said;
  };
  refresh();
  const fill = () => details.append(makeDetails(call, person, isUnseen, tools));
  const renewPhoto = (/** @type {string | null | undefined} */ photo) => photo && renew(tools.url(photo));
  return {
    row,
    main,
    details,
    refresh,
    renewPhoto,
    ...behaviourOf(row, main, line.isFold ? null : details, fill),
  };
};

/**
 * Make the part of a row that opens it, or opens and closes a fold.
 * @param {Line} line
 * @param {string} details the id of what it opens
 * @param {HTMLElement[]} said
 * @param {RowTools} tools
 */
const mainOf = (line, details, said, tools) =>
  make(
    "button",
    {
      class: "main",
      type: "button",
      "data-part": "main",
      "aria-expanded": "false",
      "aria-controls": line.isFold ? undefined : details,
      onclick: () => tools.toggle(line),
    },
    ...said,
  );

/**
 * What opens and closes a row, and has Tab reach it or pass it over.
 * @param {HTMLElement} row
 * @param {HTMLElement} main
 * @param {HTMLElement | null} details that of a call; a fold has none
 * @param {() => void} fill
 * @returns {Pick<MadeRow, "setOpen" | "setStop" | "partOf">}
 */
const behaviourOf = (row, main, details, fill) => ({
  setOpen: (isOpen) => {
    main.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && details && !details.firstChild) fill();
    if (details) details.hidden = !isOpen;
  },
  setStop: (isStop) => {
    const wanted = isStop ? 0 : -1;
    for (const control of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll(CONTROLS))) {
      if (control.tabIndex !== wanted || !control.hasAttribute("tabindex")) control.tabIndex = wanted;
    }
  },
  partOf: (part) => (part ? row.querySelector(`[data-part="${part}"]`) : null),
});

/**
 * With whom it was: "Ines Ward 020 7946 0110 (3)", or who called whom: "Anna → Ines Ward".
 * @param {Line} line
 * @param {Person | undefined} person
 * @param {boolean} isUnseen
 * @param {RowTools} tools
 */
const whoOf = ({ call, calls, isFold }, person, isUnseen, { text, nameOf }) => {
  const other = otherEnd(call, person);
  const number = other.name && other.shown;
  const from =
    call.direction === "outbound" && (nameOf(call.caller_number, call.caller_name) || call.caller_number);
  return make(
    "span",
    { class: "who" },
    from ? make("span", { class: "from", "aria-hidden": "true" }, make("bdi", {}, from)) : null,
    make("bdi", { class: "name" }, other.name || other.shown || text("withheld")),
    isFold ? make("span", { class: "times", "aria-hidden": "true" }, `(${calls.length})`) : null,
    number ? make("bdi", { class: "number", dir: "ltr" }, number) : null,
    !other.name && call.location ? make("bdi", { class: "place" }, call.location) : null,
    person?.unwanted ? make("span", { class: "unwanted" }, icon("cancel"), text("unwanted")) : null,
    isUnseen ? make("span", { class: "new" }, text("new")) : null,
    isFold ? make("span", { class: "hidden" }, text("calls", { count: calls.length })) : null,
  );
};

/**
 * How it ended: "Answered by 2011 · talked 2 min · rang 4 sec"; a narrow card has the talk time
 * without words, and leaves out the parts for which it has no room.
 * @param {Call} call
 * @param {RowTools} tools
 */
const whatOf = (call, tools) => {
  const { text, nameOf, format } = tools;
  const talk = format.duration(call.talk_duration);
  const talked = text("talked", { time: talk });
  const from = nameOf(call.caller_number, call.caller_name) || call.caller_number;
  const way = call.direction === "outbound" && from ? text("outbound_from", { from }) : text(call.direction);
  return make(
    "span",
    { class: "what" },
    make("span", { class: "hidden" }, `${way}. `),
    ...outcomeParts(call, tools).map((part, index) => {
      const said = make("bdi", { "data-brief": part === talked && talk }, part);
      return make("span", { class: "part" }, index > 0 ? " · " : "", said);
    }),
  );
};

/**
 * @param {Line} line
 * @param {Person | undefined} person
 * @param {boolean} isUnseen
 * @param {RowTools} tools
 */
const quickFor = ({ call, isFold }, person, isUnseen, { text, show, play, done }) => {
  const { name, shown, number } = otherEnd(call, person);
  const who = name || shown || text("withheld");
  return [
    isUnseen && button("done", "check", text("done", { who }), () => done(call)),
    !isFold && call.has_recording && show.recordings
      ? button("play", "play-circle-outline", text("play", { who }), () => play(call))
      : null,
    show.dial ? dialOf(number, text("dial", { who })) : null,
  ].filter((one) => one instanceof HTMLElement);
};

/**
 * @param {string} part
 * @param {string} picture
 * @param {string} label
 * @param {() => void} onclick
 */
const button = (part, picture, label, onclick) =>
  make(
    "button",
    {
      class: `action ${part}`,
      type: "button",
      "data-part": part,
      "aria-label": label,
      title: label,
      onclick,
    },
    icon(picture),
  );

/**
 * @param {string} number
 * @param {string} label
 */
const dialOf = (number, label) =>
  isDialable(number)
    ? make(
        "a",
        {
          class: "action dial",
          "data-part": "dial",
          href: `tel:${number}`,
          "aria-label": label,
          title: label,
        },
        icon("phone"),
      )
    : // The times of all rows stand one below the other.
      make("span", { class: "room" });
