// Which of the known calls the list shows: chosen by filter and search, and as far back as wanted.

import { KnownCalls } from "./calls.js";

const OLDER_ROWS = 50;

export class Listing {
  #known = new KnownCalls();
  #rows;
  #shown;
  #query = "";
  isAvailable = true;
  isLoading = false;
  problem = "";

  constructor(filter, rows) {
    this.filter = filter;
    this.#rows = rows;
    this.#shown = rows;
  }

  /** Another PBX is looked at: nothing is known of it. */
  forget() {
    this.#known = new KnownCalls();
    this.isAvailable = true;
    this.problem = "";
  }

  /** Take over what the websocket told. */
  update(event) {
    this.isAvailable = event.available;
    this.#known.update(event);
  }

  choose(filter) {
    this.filter = filter;
    this.problem = "";
    this.#shown = this.#rows;
  }

  look(query) {
    this.#query = query.trim();
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

  /** The calls to show with the latest first, and whether there may be more. */
  current() {
    const found = this.#known.list(this.filter, this.#query);
    const calls = this.#query ? found : found.slice(0, this.#shown);
    return { calls, isMore: calls.length < found.length || this.#known.hasOlder(this.filter) };
  }

  /** Show more calls: those that are known first, then older ones, asked for. */
  async more(hass, entryId, onChange) {
    if (this.isLoading) return;
    const [known, filter] = [this.#known, this.filter];
    this.#shown += OLDER_ROWS;
    this.problem = "";
    this.isLoading = this.#query !== "" || known.list(filter).length < this.#shown;
    onChange();
    if (!this.isLoading) return;
    try {
      if (known.hasOlder(filter)) await known.loadOlder(hass, entryId, filter);
    } catch (error) {
      this.problem = error?.message ?? String(error);
    } finally {
      this.isLoading = false;
      onChange();
    }
  }
}
