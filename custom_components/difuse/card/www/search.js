// What the archive holds of what somebody asks for: asked while one types, and further back on demand.

import { AT_ONCE, after, keyOf } from "./calls.js";

/** @import { Call, Find, WantedCalls } from "./types.js" */

const PAUSE = 200;

export class Search {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #question = 0;
  /** @type {WantedCalls} */
  #fields = {};
  /** @type {Call[]} */
  calls = [];
  isMore = false;
  isRunning = false;
  problem = "";

  /**
   * `find` asks Home Assistant; `onChange` is called when there is something else to show.
   * @param {Find} find
   * @param {() => void} onChange
   */
  constructor(find, onChange) {
    this.find = find;
    this.onChange = onChange;
  }

  /** Look for nothing. */
  end() {
    clearTimeout(this.#timer);
    this.#question += 1;
    this.#fields = {};
    Object.assign(this, { calls: [], isMore: false, isRunning: false, problem: "" });
  }

  /**
   * Look for something else as soon as nothing more is typed. What was found before stays until the answer
   * is there, as far as it is asked for now.
   * @param {WantedCalls} fields
   * @param {(call: Call) => boolean} isAskedFor
   */
  begin(fields, isAskedFor) {
    clearTimeout(this.#timer);
    const isAgain = JSON.stringify(fields) === JSON.stringify(this.#fields);
    // Whoever looks at old calls goes on looking at them.
    const reached = isAgain ? this.#oldest : "";
    const question = (this.#question += 1);
    this.#fields = fields;
    this.calls = this.calls.filter(isAskedFor);
    Object.assign(this, { isMore: false, isRunning: true, problem: "" });
    this.#timer = setTimeout(() => this.#ask(question, [], reached), PAUSE);
  }

  /** Look further back. */
  async more() {
    if (this.isRunning || !this.isMore) return;
    this.isRunning = true;
    this.problem = "";
    this.onChange();
    await this.#ask(this.#question, this.calls, "");
  }

  /** Calls came: look whether they are asked for, which isn't always known here. */
  async renew() {
    if (this.isRunning) return;
    const question = this.#question;
    const { calls } = await this.find({ ...this.#fields, limit: AT_ONCE });
    if (question !== this.#question || this.isRunning) return;
    const known = new Set(this.calls.map(keyOf));
    const further = calls.filter((call) => !known.has(keyOf(call)));
    if (further.length === 0) return;
    this.calls = [...further, ...this.calls];
    this.onChange();
  }

  get #oldest() {
    return this.calls[this.calls.length - 1]?.started_at ?? "";
  }

  /**
   * Ask for the calls after those that are known, and on until there is one as old as this.
   * @param {number} question
   * @param {Call[]} known
   * @param {string} reached
   */
  async #ask(question, known, reached) {
    const found = new Map(known.map((call) => [keyOf(call), call]));
    try {
      for (let oldest = known[known.length - 1]?.started_at ?? "", isMore = true; isMore;) {
        const before = oldest ? { before: after(oldest) } : {};
        const answer = await this.find({ ...this.#fields, ...before, limit: AT_ONCE });
        if (question !== this.#question) return; // Something else is looked for by now.
        const last = answer.calls[answer.calls.length - 1]?.started_at ?? oldest;
        for (const call of answer.calls) found.set(keyOf(call), call);
        this.isMore = answer.more && last !== oldest;
        isMore = this.isMore && reached !== "" && last > reached;
        oldest = last;
      }
      this.calls = [...found.values()];
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = /** @type {Error} */ (error).message;
    }
    this.isRunning = false;
    this.onChange();
  }
}
