// What every card of the Insight view has round its figures: heading, period, what went wrong, what there isn't.

import { icon, make, setAttributes } from "./dom.js";
import { makeDays, makeTimes } from "./insight-days.js";
import { makeHeatMap } from "./insight-heat-map.js";
import { makePeriod, makeQuiet } from "./insight-period.js";
import { makeCallers, makeExtensions, makeRepeated } from "./insight-ranking.js";
import { INSIGHT_STYLES } from "./insight-styles.js";

/** @import { Said } from "./config.js" */
/** @import { Insight, Part, Tools } from "./insight-types.js" */

/** What a card may show, each with what makes it. @type {Record<string, (tools: Tools) => Part>} */
const PARTS = {
  period: makePeriod,
  heat_map: makeHeatMap,
  days: makeDays,
  times: makeTimes,
  callers: makeCallers,
  extensions: makeExtensions,
  repeated: makeRepeated,
  quiet: makeQuiet,
};

/** What is said in place of figures, and its picture. */
const PROBLEMS = /** @type {Record<string, [string, string]>} */ ({
  missing: ["phone-off", "no_pbx"],
  forbidden: ["lock", "forbidden"],
  unavailable: ["lan-disconnect", "insight_unavailable"],
});
const OTHER_PROBLEM = /** @type {const} */ (["alert-circle-outline", "insight_failed"]);

/** Nothing is to be seen, and to try again is no use. */
const FINAL = ["missing", "forbidden", "wrong"];

/** @param {Insight} insight */
const isEmpty = ({ period }) => period.total.calls === 0;

/**
 * What there is to be seen; `days` is the chosen period, `wrong` what is so in the configuration.
 * @typedef {object} Shown
 * @property {Insight | undefined} insight
 * @property {string} problem
 * @property {Said | undefined} wrong
 * @property {boolean} isLoading
 * @property {number} days
 */

export class InsightView {
  #show;
  /** @type {string | undefined} */ #title;
  /** @type {() => void} */ #retry;
  /** @type {Tools | undefined} */ #tools;
  /** @type {Part | undefined} */ #part;
  /** @type {Insight | undefined} */ #shown;
  /** @type {Said | undefined} */ #wrong;
  /** @type {HTMLElement} */ #card;
  #heading = make("h2", { class: "title", id: "title" });
  #span = make("span", { class: "span" });
  #banner = make("div", { class: "banner", role: "status" });
  #body = make("div", { class: "body" });
  #state = make("div", { class: "state", role: "status" });
  #empty = make("p", { class: "none empty" });

  /**
   * @param {ShadowRoot} root
   * @param {{ show: string, title?: string }} config
   * @param {() => void} retry
   */
  constructor(root, { show, title }, retry) {
    this.#show = show;
    this.#title = title;
    this.#retry = retry;
    const head = make("div", { class: "head" }, this.#heading, this.#span);
    this.#card = make("ha-card", { class: show }, head, this.#banner, this.#body, this.#empty, this.#state);
    root.replaceChildren(make("style", {}, INSIGHT_STYLES), this.#card);
  }

  /** Have a height of its own, beyond which it scrolls: by keys, too. @param {boolean} isFilling */
  fill(isFilling) {
    const attributes = { tabindex: 0, role: "group", "aria-labelledby": "title" };
    for (const [name, value] of Object.entries(attributes)) {
      setAttributes(this.#card, { [name]: isFilling && value });
    }
  }

  /** Write in other words, or the same ones for the first time. @param {Tools} tools */
  useWords(tools) {
    this.#tools = tools;
    this.#part = (PARTS[this.#show] ?? makeHeatMap)(tools);
    this.#shown = undefined;
    for (const place of [this.#state, this.#banner]) delete place.dataset.problem;
    this.#heading.textContent = this.#title ?? tools.text(`insight_${this.#show}`);
    this.#heading.hidden = this.#title === "";
    this.#body.replaceChildren(this.#part.element);
  }

  /** @param {Shown} shown */
  show({ insight, problem: otherProblem, wrong, isLoading, days }) {
    if (!this.#tools || !this.#part) return;
    this.#wrong = wrong;
    const problem = wrong ? "wrong" : otherProblem;
    // Who may not see calls sees none of those that were shown before.
    const usable = FINAL.includes(problem) ? undefined : insight;
    this.#part.choose?.(days);
    if (usable && usable !== this.#shown) this.#part.show(usable);
    this.#shown = usable;
    this.#head(usable, this.#tools);
    this.#wait(isLoading, usable?.period.days !== days);
    this.#say(usable, problem);
  }

  /** Say what is wrong: in place of figures, or above those that were there before. @param {Insight | undefined} insight @param {string} problem */
  #say(insight, problem) {
    this.#fill(this.#state, insight ? "" : problem || "loading");
    this.#fill(this.#banner, insight ? problem : "");
    // One period may be too much for a moment: another can be chosen all the same.
    const isSwitch = this.#show === "period" && !FINAL.includes(problem);
    this.#body.hidden = !isSwitch && (!insight || isEmpty(insight));
  }

  /** Say that something unforeseen has happened. */
  fail() {
    this.#shown = undefined;
    if (this.#tools) this.#say(undefined, "failed");
  }

  /** Show that other figures are on their way. @param {boolean} isLoading @param {boolean} isOther */
  #wait(isLoading, isOther) {
    this.#body.classList.toggle("waiting", isLoading && isOther);
    this.#body.setAttribute("aria-busy", String(isLoading));
  }

  /** Say of which period the figures are, and whether there are any. @param {Insight | undefined} insight @param {Tools} tools */
  #head(insight, { text }) {
    const days = insight?.period.days;
    this.#span.textContent = insight && this.#show !== "period" ? text("insight_past", { days }) : "";
    this.#empty.textContent = insight && isEmpty(insight) ? text("insight_empty", { days }) : "";
    this.#empty.hidden = !this.#empty.textContent;
  }

  /** Say what is in place of figures, or goes with those that were there before. @param {HTMLElement} place @param {string} problem */
  #fill(place, problem) {
    if (place.dataset.problem === problem) return;
    place.dataset.problem = problem;
    place.hidden = !problem;
    place.replaceChildren(...(problem ? this.#said(problem) : []));
  }

  /** @param {string} problem */
  #said(problem) {
    const { text } = /** @type {Tools} */ (this.#tools);
    if (this.#wrong) {
      const { key, values } = this.#wrong;
      return [icon("alert-circle-outline", "large"), make("p", {}, text(key, values))];
    }
    if (problem === "loading") {
      return [make("span", { class: "spinner" }), make("p", {}, text("insight_loading"))];
    }
    const [picture, said] = PROBLEMS[problem] ?? OTHER_PROBLEM;
    const retry = make("button", { class: "retry", type: "button", onclick: this.#retry }, text("retry"));
    return [icon(picture, "large"), make("p", {}, text(said)), ...(FINAL.includes(problem) ? [] : [retry])];
  }
}
