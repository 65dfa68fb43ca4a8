// Who calls most, who calls again and again, which extension takes how much: lists with bars.

import { make } from "./dom.js";

/** @import { Extension, Insight, Part, Tools } from "./insight-types.js" */

/**
 * @typedef {object} Line
 * @property {string} name
 * @property {string} number
 * @property {number} length of the bar, as a share of 1
 * @property {number} [missed] how much of that is missed, as a share of 1
 * @property {string} value
 * @property {string[]} more
 */

/** @param {Line} line */
const lineOf = ({ name, number, length, missed, value, more }) => {
  const bar = make("div", { class: "bar", "aria-hidden": "true" }, make("i", { class: "rest" }));
  bar.style.setProperty("--length", String(length));
  if (missed) {
    bar.append(make("i", { class: "missed" }));
    bar.style.setProperty("--missed-part", String(missed));
  }
  return make(
    "li",
    {},
    make(
      "div",
      { class: "who" },
      make("bdi", { class: "name" }, name || number),
      name && number ? make("bdi", { class: "number", dir: "ltr" }, number) : null,
    ),
    make("b", { class: "value" }, value),
    bar,
    make("div", { class: "more" }, more.join(" · ")),
  );
};

/** An office may have very many extensions. */
const SHOWN = 10;

/**
 * @param {Tools} tools
 * @param {(insight: Insight) => Line[]} linesOf
 * @param {string} empty
 * @returns {Part}
 */
const makeRanking = ({ text }, linesOf, empty) => {
  const list = make("ol", { class: "ranking" });
  const none = make("p", { class: "none" });
  let isWhole = false;
  /** @type {Line[]} */
  let lines = [];
  const all = make("button", { class: "all", type: "button", onclick: () => showAll() });
  const arrange = () => {
    list.replaceChildren(...lines.slice(0, isWhole ? undefined : SHOWN).map(lineOf));
    all.hidden = isWhole || lines.length <= SHOWN;
    all.textContent = text("insight_show_all", { count: lines.length });
  };
  const showAll = () => {
    isWhole = true;
    arrange();
    // The button that had the focus is gone.
    const next = /** @type {HTMLElement} */ (list.children[SHOWN]);
    next.tabIndex = -1;
    next.focus();
  };
  return {
    element: make("div", {}, list, all, none),
    show: (insight) => {
      lines = linesOf(insight);
      arrange();
      none.hidden = lines.length > 0;
      none.textContent = text(empty, { days: insight.period.days });
    },
  };
};

/** @param {{ number: string, shown: string, name: string | null }} caller @param {Tools} tools */
const personOf = ({ number, shown, name }, { text }) => ({
  name: name || (number ? "" : text("withheld")),
  number: shown || number,
});

/** @param {number[]} numbers */
const most = (numbers) => Math.max(1, ...numbers);

/** @param {Tools} tools */
export const makeCallers = (tools) => {
  const { text, format } = tools;
  return makeRanking(
    tools,
    ({ callers }) =>
      callers.map((caller) => ({
        ...personOf(caller, tools),
        length: caller.calls / most(callers.map((one) => one.calls)),
        missed: caller.missed / Math.max(caller.calls, 1),
        value: text("insight_calls", { count: caller.calls }),
        more: [
          text("insight_answered_count", { count: caller.answered }),
          text("insight_missed_count", { count: caller.missed }),
          caller.talk > 0 ? text("talked", { time: format.duration(caller.talk) }) : "",
        ].filter(Boolean),
      })),
    "insight_no_callers",
  );
};

/** @param {Tools} tools */
export const makeRepeated = (tools) => {
  const { text } = tools;
  return makeRanking(
    tools,
    ({ repeated }) =>
      repeated.map((caller) => ({
        ...personOf(caller, tools),
        length: caller.days / most(repeated.map((one) => one.days)),
        value: text("insight_days_count", { days: caller.days }),
        more: [text("insight_repeated_said", { count: caller.calls })],
      })),
    "insight_no_repeated",
  );
};

/** Those to which calls came, who answered most first. @param {Extension[]} extensions */
const ranked = (extensions) =>
  extensions
    .filter(({ answered, missed }) => answered + missed > 0)
    .sort((one, other) => other.answered - one.answered || other.missed - one.missed);

/** @param {Tools} tools */
export const makeExtensions = (tools) => {
  const { text, format } = tools;
  return makeRanking(
    tools,
    ({ extensions }) =>
      ranked(extensions).map((extension) => ({
        name: extension.name ?? "",
        number: extension.number,
        length: extension.share / most(extensions.map((one) => one.share)),
        value: format.percent(extension.share),
        more: [
          text("insight_answered_count", { count: extension.answered }),
          text("insight_missed_count", { count: extension.missed }),
          extension.talk > 0 ? text("talked", { time: format.duration(extension.talk) }) : "",
        ].filter(Boolean),
      })),
    "insight_no_extensions",
  );
};
