// Which of the known calls the list shows: those that are asked for, and as far back as wanted.

import { fieldsOf, filtersOf, isChosen, matcherOf, nothingBut } from "./asked.js";
import { AT_ONCE, KnownCalls, keyOf, latestFirst } from "./calls.js";
import { Search } from "./search.js";

/** @import { Asked } from "./log-types.js" */
/** @import { Call, CallsEvent, FilterName, Find, Formatter } from "./types.js" */

export class Listing {
  #known = new KnownCalls();
  #shown;
  /** @type {Formatter | undefined} */
  #format;
  #isLoading = false;
  isAvailable = true;
  problem = "";

  /**
   * `find` asks Home Assistant for calls; `onChange` is called when there is something else to show.
   * @param {FilterName} kind
   * @param {number} rows
   * @param {Find} find
   * @param {() => void} onChange
   */
  constructor(kind, rows, find, onChange) {
    this.kind = kind;
    this.rows = rows;
    this.#shown = rows;
    this.asked = nothingBut(kind);
    this.onChange = onChange;
    /** @type {Find} */
    this.find = async (wanted) => {
      const { people } = this.#known;
      const found = await find(wanted);
      people.take(found.calls, found.people);
      return found;
    };
    this.search = new Search(this.find, onChange);
  }

  /**
   * Days are those of this user.
   * @param {Formatter} format
   */
  useFormat(format) {
    this.#format = format;
    this.#look();
  }

  /** Another PBX is looked at: nothing is known of it. */
  forget() {
    this.#known = new KnownCalls();
    this.isAvailable = true;
    this.problem = "";
    this.search.end();
    this.#look();
  }

  /**
   * Take over what the websocket told.
   * @param {CallsEvent} event
   */
  update(event) {
    this.isAvailable = event.available;
    const hadHistory = this.#known.hasHistory;
    const stale = this.#known.update(event);
    // What can't be had now stays as it is.
    if (stale) this.#known.refresh(this.find, stale).then(this.onChange, () => undefined);
    if (stale || !hadHistory) this.#look();
    // What can't be had now comes with the next call.
    else if (isChosen(this.asked) && event.history) this.search.renew().catch(() => undefined);
  }

  /**
   * Ask for other calls.
   * @param {Partial<Asked>} changes
   */
  ask(changes) {
    this.asked = { ...this.asked, ...changes };
    this.problem = "";
    this.#shown = this.asked.text.trim() ? Math.max(this.rows, AT_ONCE) : this.rows;
    this.#look();
  }

  #look() {
    if (!this.#format) return;
    if (!isChosen(this.asked)) this.search.end();
    else if (this.#known.hasHistory) {
      this.search.begin(fieldsOf(this.asked, this.#format), this.#matcher(this.#format));
    }
  }

  /** @param {Formatter} format */
  #matcher(format) {
    return matcherOf(this.asked, this.#known.people, format);
  }

  get isLoading() {
    return this.#isLoading || (isChosen(this.asked) && this.search.isRunning);
  }

  /** Whether nothing is asked for that the card wouldn't show at first. */
  get isUsual() {
    const kinds = this.asked.kind === this.kind ? ["kind"] : [];
    return !this.asked.text.trim() && filtersOf(this.asked).every((one) => kinds.includes(one));
  }

  get newMissed() {
    return this.#known.newMissed;
  }

  get unseen() {
    return this.#known.unseen;
  }

  /** Who is at the other end of calls, see `People`. */
  get people() {
    return this.#known.people;
  }

  /** What extensions are called. */
  get names() {
    return this.#known.names;
  }

  /**
   * The calls to show with the latest first, and whether there may be more.
   * @returns {{ calls: Call[], isMore: boolean }}
   */
  current() {
    const [found, isOpenEnded] = this.#found();
    const calls = found.slice(0, this.#shown);
    return { calls, isMore: calls.length < found.length || isOpenEnded };
  }

  /** @returns {[Call[], boolean]} */
  #found() {
    const known = this.#known;
    if (!isChosen(this.asked) || !this.#format) return [known.list(), known.hasOlder];
    const here = known.list().filter(this.#matcher(this.#format));
    if (this.search.calls.length === 0) return [here, this.search.isMore];
    const all = new Map([...this.search.calls, ...here].map((call) => [keyOf(call), call]));
    return [[...all.values()].sort(latestFirst), this.search.isMore];
  }

  /** What went wrong, in Home Assistant's words. */
  get trouble() {
    return this.problem || this.search.problem;
  }

  /** Show more calls: those that are known first, then older ones, asked for. */
  async more() {
    if (this.isLoading) return;
    this.#shown += AT_ONCE;
    this.problem = "";
    const isSearch = isChosen(this.asked);
    const mayCome = isSearch ? this.search.isMore : this.#known.hasOlder;
    if (!mayCome || this.#found()[0].length >= this.#shown) {
      this.onChange();
      return;
    }
    await (isSearch ? this.search.more() : this.#loadOlder());
  }

  async #loadOlder() {
    this.#isLoading = true;
    this.onChange();
    try {
      await this.#known.loadOlder(this.find);
    } catch (error) {
      this.problem = /** @type {Error} */ (error).message;
    } finally {
      this.#isLoading = false;
      this.onChange();
    }
  }
}
