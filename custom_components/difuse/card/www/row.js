// One call, as a telephone shows it.

import { otherEnd } from "./calls.js";
import { icon, make } from "./dom.js";
import { hasRung, outcomeParts, outcomeText, wayOf } from "./words.js";

const LOOKS = {
  inbound: { icon: "phone-incoming", look: "good" },
  outbound: { icon: "phone-outgoing", look: "out" },
  internal: { icon: "phone-in-talk", look: "inside" },
};
const MISSED = { icon: "phone-missed", look: "missed" };
const IN_VAIN = { icon: "phone-cancel", look: "vain" };
/** What has letters in it can't be dialled; with * or #, or in two digits, it would be a command to the phone. */
const DIALABLE = /^\+?\d{3,}$/;

const lookOf = (call) => {
  if (call.missed) return MISSED;
  return call.disposition === "answered" ? LOOKS[call.direction] : IN_VAIN;
};

let made = 0;

/** Make the row of a call. `tools` has: text, format, show (what the configuration wants), play, way. */
export const makeRow = (call, isUnseen, tools) => {
  const { text, format, show } = tools;
  const id = `call-${(made += 1)}`;
  const other = otherEnd(call);
  const who = other.name || other.number || text("withheld");
  const when = make("time", {
    class: "when",
    datetime: call.started_at,
    title: format.exact(new Date(call.started_at)),
  });
  const details = make("div", { class: "details", id: `${id}-details`, hidden: true });
  const main = make(
    "button",
    { class: "main", type: "button", "aria-expanded": "false", "aria-controls": details.id },
    make(
      "span",
      { class: "who" },
      make("bdi", { class: "name" }, who),
      other.name && other.number ? make("bdi", { class: "number", dir: "ltr" }, other.number) : null,
      isUnseen ? make("span", { class: "new" }, text("new")) : null,
    ),
    make(
      "span",
      { class: "what" },
      make("span", { class: "hidden" }, `${text(call.direction)}. `),
      ...outcomeOf(call, tools),
    ),
    when,
  );
  const { icon: picture, look } = lookOf(call);
  const row = make(
    "li",
    { class: `call ${look}${isUnseen ? " unseen" : ""}` },
    icon(picture, "sign"),
    main,
    ...actions(call, who, tools),
    details,
  );
  main.addEventListener("click", () => {
    const isOpen = main.getAttribute("aria-expanded") === "true";
    if (!isOpen && !details.firstChild) details.append(makeDetails(call, tools));
    main.setAttribute("aria-expanded", String(!isOpen));
    details.hidden = isOpen;
  });
  const refresh = () => {
    const text = format.when(new Date(call.started_at));
    if (when.textContent !== text) when.textContent = text;
  };
  refresh();
  return { row, refresh, details, main, show };
};

/** How it ended: "Answered by 2011 · rang 4 sec · talked 2 min". */
const outcomeOf = (call, tools) =>
  outcomeParts(call, tools)
    .flatMap((part, index) => [index > 0 ? " · " : null, make("bdi", {}, part)])
    .filter(Boolean);

const actions = (call, who, { text, show, play }) => {
  const buttons = [];
  if (call.has_recording && show.recordings) {
    const label = text("play", { who });
    const button = make(
      "button",
      { class: "action play", type: "button", "aria-label": label, title: label },
      icon("play-circle-outline"),
    );
    button.addEventListener("click", () => play(call, button));
    buttons.push(button);
  }
  const { number } = otherEnd(call);
  if (show.dial && DIALABLE.test(number)) {
    const label = text("dial", { who });
    buttons.push(
      make(
        "a",
        {
          class: "action dial",
          href: `tel:${encodeURIComponent(number).replace("%2B", "+")}`,
          "aria-label": label,
          title: label,
        },
        icon("phone"),
      ),
    );
  } else if (show.dial) {
    // The times of all rows stand one below the other.
    buttons.push(make("span", { class: "action" }));
  }
  return buttons;
};

const makeDetails = (call, tools) => {
  const { text, format } = tools;
  const facts = [
    ["started", format.exact(new Date(call.started_at))],
    [
      "caller",
      [call.caller_name, call.caller_number || (call.caller_name ? "" : text("withheld"))]
        .filter(Boolean)
        .join(" · "),
    ],
    ["called", call.called_number],
    ["outcome", outcomeText(call, text)],
    ["taken_by", call.answered_by],
    ["extensions", call.extensions.join(", ")],
    ["ring_time", hasRung(call) ? format.duration(call.ring_duration) : ""],
    ["talk_time", call.talk_duration > 0 ? format.duration(call.talk_duration) : ""],
  ];
  const rows = facts.filter(([, value]) => value);
  const list = make(
    "dl",
    {},
    ...rows.flatMap(([key, value]) => [make("dt", {}, text(key)), make("dd", {}, make("bdi", {}, value))]),
  );
  // One row says no more than the call.
  if (call.legs > 1) addWay(list, call, tools);
  return list;
};

const addWay = async (list, call, tools) => {
  const way = wayOf(await tools.way(call), tools);
  if (way) list.append(make("dt", {}, tools.text("way")), make("dd", {}, way));
};
