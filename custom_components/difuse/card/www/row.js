// One call, as a telephone shows it.

import { isDialable, makeActions } from "./actions.js";
import { makeDetails } from "./details.js";
import { icon, make } from "./dom.js";
import { makeAvatar, otherEnd } from "./people.js";
import { outcomeParts } from "./words.js";

const LOOKS = {
  inbound: { icon: "phone-incoming", look: "good" },
  outbound: { icon: "phone-outgoing", look: "out" },
  internal: { icon: "phone-in-talk", look: "inside" },
};
const MISSED = { icon: "phone-missed", look: "missed" };
const IN_VAIN = { icon: "phone-cancel", look: "vain" };

const lookOf = (call) => {
  if (call.missed) return MISSED;
  return call.disposition === "answered" ? LOOKS[call.direction] : IN_VAIN;
};

let made = 0;

/**
 * Make the row of a call. `person` is what is known of the other end besides, if anything.
 * `tools` has: text, format, show (what the configuration wants), nameOf, url, play, way.
 */
export const makeRow = (call, person, isUnseen, tools) => {
  const { text, format, show } = tools;
  const id = `call-${(made += 1)}`;
  const other = otherEnd(call, person);
  const who = other.name || other.shown || text("withheld");
  const { avatar, renew } = makeAvatar(other.name, person?.photo && tools.url(person.photo));
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
      other.name && other.shown ? make("bdi", { class: "number", dir: "ltr" }, other.shown) : null,
      !other.name && call.location ? make("bdi", { class: "place" }, call.location) : null,
      person?.unwanted ? make("span", { class: "unwanted" }, icon("cancel"), text("unwanted")) : null,
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
    make("span", { class: "face", "aria-hidden": "true" }, avatar, icon(picture, "sign")),
    main,
    ...actions(call, other.number, who, tools),
    details,
  );
  main.addEventListener("click", () => {
    const isOpen = main.getAttribute("aria-expanded") === "true";
    if (!isOpen && !details.firstChild)
      details.append(...[makeDetails(call, person, tools), makeActions(call, person, tools)].filter(Boolean));
    main.setAttribute("aria-expanded", String(!isOpen));
    details.hidden = isOpen;
  });
  const refresh = () => {
    const text = format.when(new Date(call.started_at));
    if (when.textContent !== text) when.textContent = text;
  };
  refresh();
  const renewPhoto = (photo) => photo && renew(tools.url(photo));
  return { row, refresh, renewPhoto, details, main };
};

/** How it ended: "Answered by 2011 · rang 4 sec · talked 2 min". */
const outcomeOf = (call, tools) =>
  outcomeParts(call, tools)
    .flatMap((part, index) => [index > 0 ? " · " : null, make("bdi", {}, part)])
    .filter(Boolean);

const actions = (call, number, who, { text, show, play }) => {
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
  if (show.dial && isDialable(number)) {
    const label = text("dial", { who });
    buttons.push(
      make(
        "a",
        {
          class: "action dial",
          href: `tel:${number}`,
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
