// Which of the known calls the list shows: chosen by filter and search, and as far back as wanted.

import { FILTERS, KnownCalls } from "./calls.js";
import { Search } from "./search.js";

const OLDER_ROWS = 50;

export class Listing {
  #known = new KnownCalls();
  #rows;
  #shown;
  #query = "";
  #search = new Search();
  #find;
  #onChange;
  #isLoading = false;
  isAvailable = true;
  problem = "";

  /** `find` asks Home Assistant for calls; `onChange` is called when there is something else to show. */
  constructor(filter, rows, find, onChange) {
    this.filter = filter;
    this.#rows = rows;
    this.#shown = rows;
    this.#find = async (wanted) => {
      const { people } = this.#known;
      const found = await find(wanted);
      people.take(found.calls, found.people);
      return found;
    };
    this.#onChange = onChange;
  }

  /** Another PBX is looked at: nothing is known of it. */
  forget() {
    this.#known = new KnownCalls();
    this.isAvailable = true;
    this.problem = "";
    if (this.#query) this.look(this.#query);
  }

  /** Take over what the websocket told. */
  update(event) {
    this.isAvailable = event.available;
    if (!this.#known.update(event)) return;
    // What can't be had now stays as it is.
    this.#known.refresh(this.#find).then(this.#onChange, () => undefined);
    if (this.#query) this.look(this.#query);
  }

  choose(filter) {
    this.filter = filter;
    this.problem = "";
    this.#shown = this.#rows;
    this.look(this.#query);
  }

  look(query) {
    this.#query = query.trim();
    this.#search.begin(this.#find, this.#query, FILTERS[this.filter].fields, this.#onChange);
  }

  get isLoading() {
    return this.#query ? this.#search.isRunning : this.#isLoading;
  }

  get isSearching() {
    return this.#query !== "" && this.#search.isRunning;
  }

  get isChosen() {
    return this.#query !== "" || this.filter !== "all";
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

  /** The calls to show with the latest first, and whether there may be more. */
  current() {
    if (this.#query) {
      const { calls, isMore } = this.#search;
      return { calls: this.#known.listFound(this.filter, this.#query, calls), isMore };
    }
    const found = this.#known.list(this.filter);
    const calls = found.slice(0, this.#shown);
    return { calls, isMore: calls.length < found.length || this.#known.hasOlder(this.filter) };
  }

  /** What went wrong, in Home Assistant's words. */
  get trouble() {
    return this.problem || (this.#query ? this.#search.problem : "");
  }

  /** Show more calls: those that are known first, then older ones, asked for. */
  async more() {
    if (this.#query) return this.#search.more();
    if (this.#isLoading) return;
    const [known, filter] = [this.#known, this.filter];
    this.#shown += OLDER_ROWS;
    this.problem = "";
    this.#isLoading = known.list(filter).length < this.#shown;
    this.#onChange();
    if (!this.#isLoading) return;
    try {
      if (known.hasOlder(filter)) await known.loadOlder(this.#find, filter);
    } catch (error) {
      this.problem = error.message;
    } finally {
      this.#isLoading = false;
      this.#onChange();
    }
  }
}
