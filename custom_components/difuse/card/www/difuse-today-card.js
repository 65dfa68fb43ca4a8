// Today beside a usual day: how many calls there were, what came of them, and whether that is more than usual.

import { ask, Refused } from "./ask.js";
import { icon, make } from "./dom.js";
import { offerCard } from "./offer.js";
import { PbxCard } from "./pbx-card.js";
import { TODAY_STYLES } from "./today-styles.js";
import { differenceOf } from "./usual.js";

/** @import { Compared } from "./insight-figures.js" */
/** @import { Figures } from "./insight-types.js" */
/** @import { PbxFormat } from "./pbx-card.js" */
/** @import { StateName } from "./states.js" */
/** @import { Text } from "./types.js" */
/** @import { Difference } from "./usual.js" */

const CARD = "difuse-today-card";
/** Calls come in bursts. */
const PAUSE = 2_000;
/** What is usual by now changes with the time of day. */
const ANEW = 300_000;

/** @type {Compared[]} */
const FIGURES = ["calls", "missed", "answer_rate", "ring", "talk"];
/** @type {[string, string]} */
const COUNTED = ["usual_count_less", "usual_count_more"];
/** In which words it is said that something is less than usual, or more. @type {Record<Compared, [string, string]>} */
const SAID = {
  calls: COUNTED,
  missed: COUNTED,
  answer_rate: ["usual_rate_less", "usual_rate_more"],
  ring: ["usual_ring_less", "usual_ring_more"],
  talk: ["usual_talk_less", "usual_talk_more"],
};
const PICTURES = { 1: "arrow-up", 0: "equal", "-1": "arrow-down" };

/** @type {Record<string, StateName | undefined>} */
const STATES = { unauthorized: "forbidden", not_found: "unavailable", unknown_command: "unavailable" };

/** @typedef {{ today: Figures, usual: Figures | null }} Today */

class DifuseTodayCard extends PbxCard {
  /** @type {Today | undefined} */
  #answer;
  /** @type {Today | undefined} */
  #shown;
  #question = 0;
  #askedAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #pause;
  #figures = make("dl", {});
  #note = make("p", { class: "note" });

  constructor() {
    super(TODAY_STYLES);
    this.content.append(this.#figures, this.#note);
  }

  /** @override */
  get titleKey() {
    return "today";
  }

  /** @override */
  forget() {
    this.#answer = this.#shown = undefined;
    this.#question += 1;
  }

  /** @override */
  forgetWords() {
    super.forgetWords();
    this.#shown = undefined;
  }

  /** Whatever there is of new calls, it is asked for soon. @override */
  take() {
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => void this.#ask(), this.#answer ? PAUSE : 0);
  }

  /** @override */
  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  async #ask() {
    const question = (this.#question += 1);
    this.#askedAt = Date.now();
    const message = { type: "difuse/insight", entry_id: this.entryId };
    try {
      /** @type {Today} */
      const answer = await ask(this.home, message);
      if (question !== this.#question) return;
      this.#answer = answer;
      this.become("");
    } catch (problem) {
      if (question !== this.#question) return;
      const code = problem instanceof Refused ? problem.code : "";
      if (!this.#answer || code === "unauthorized") this.become(STATES[code] ?? "failed");
    }
  }

  /** @override */
  refresh() {
    super.refresh();
    if (this.#answer && Date.now() - this.#askedAt > ANEW) void this.#ask();
  }

  /** @override @param {Text} text @param {PbxFormat} format */
  show(text, format) {
    if (!this.#answer || this.#answer === this.#shown) return;
    this.#shown = this.#answer;
    const { today, usual } = this.#answer;
    this.#figures.replaceChildren(...FIGURES.map((name) => figure(name, today, usual, { text, format })));
    this.#note.textContent = text(usual ? "usual_means" : "usual_unknown");
  }
}

/** @param {Compared} name @param {Figures} today @param {Figures | null} usual @param {{ text: Text, format: PbxFormat }} tools */
const figure = (name, today, usual, tools) => {
  const difference = differenceOf(name, today, usual);
  return make(
    "div",
    { class: `figure ${name}` },
    make("dt", {}, tools.text(`insight_total_${name}`)),
    make(
      "dd",
      {},
      make("span", { class: "value" }, written(name, today[name], tools)),
      trend(name, difference, tools),
    ),
  );
};

/** @param {Compared} name @param {Difference | null} difference @param {{ text: Text, format: PbxFormat }} tools */
const trend = (name, difference, { text, format }) => {
  if (!difference) return null;
  const { amount, way, isGood, isBad } = difference;
  const [less, more] = SAID[name];
  const isRate = name === "answer_rate";
  const values = isRate ? { points: amount } : { amount: written(name, amount, { text, format }) };
  return make(
    "span",
    { class: ["trend", isGood && "good", isBad && "bad"].filter(Boolean).join(" ") },
    icon(PICTURES[/** @type {1} */ (way)]),
    make("span", {}, way === 0 ? text("usual_same") : text(way > 0 ? more : less, values)),
  );
};

/** @param {Compared} name @param {number | null} value @param {{ text: Text, format: PbxFormat }} tools */
const written = (name, value, { text, format }) => {
  if (value === null) return text("insight_none");
  if (name === "answer_rate") return format.percent(value);
  return name === "ring" || name === "talk" ? format.duration(value) : format.count(value);
};

if (!customElements.get(CARD)) {
  customElements.define(CARD, DifuseTodayCard);
  offerCard({ type: CARD, key: "today_name", about: "today_about", chapter: "the-dashboard" });
}
