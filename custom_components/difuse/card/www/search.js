// What the archive holds of what somebody types: asked for while one types, and further back on demand.

import { after, keyOf } from "./calls.js";

const PAUSE = 200;
const AT_ONCE = 50;

export class Search {
  #timer;
  #question = 0;
  #find;
  #onChange;
  calls = [];
  isMore = false;
  isRunning = false;
  problem = "";

  /** Look for something else as soon as nothing more is typed; without a text, for nothing. */
  begin(find, text, fields, onChange) {
    clearTimeout(this.#timer);
    this.#question += 1;
    this.#find = (before) => find({ text, ...fields, ...before, limit: AT_ONCE });
    this.#onChange = onChange;
    Object.assign(this, { calls: [], isMore: false, isRunning: text !== "", problem: "" });
    if (text) this.#timer = setTimeout(() => this.#ask(), PAUSE);
  }

  /** Look further back. */
  async more() {
    if (this.isRunning || !this.isMore) return;
    this.isRunning = true;
    this.problem = "";
    this.#onChange();
    await this.#ask();
  }

  async #ask() {
    const question = this.#question;
    const oldest = this.calls[this.calls.length - 1];
    try {
      const { calls, more } = await this.#find(oldest ? { before: after(oldest.started_at) } : {});
      if (question !== this.#question) return; // Something else is looked for by now.
      const known = new Set(this.calls.map(keyOf));
      const further = calls.filter((call) => !known.has(keyOf(call)));
      this.calls = [...this.calls, ...further];
      this.isMore = more && further.length > 0;
    } catch (error) {
      if (question !== this.#question) return;
      this.problem = error.message;
    }
    this.isRunning = false;
    this.#onChange();
  }
}
