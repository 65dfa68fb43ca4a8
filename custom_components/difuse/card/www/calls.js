// What the card knows of calls: the latest ones, kept up by the websocket, and older ones, asked for.

import { People } from "./people.js";

/** @import { Call, CallsEvent, Find, WantedCalls } from "./types.js" */
/**
 * Calls that may read otherwise by now: from when until when, and which.
 * @typedef {{ newest: string, oldest: string, fields: WantedCalls }} Stale
 */

export const AT_ONCE = 100;

/**
 * The end to ask for calls before: it is exclusive, and calls of one second may come apart.
 * @param {string} moment
 */
export const after = (moment) => new Date(Date.parse(moment) + 1000).toISOString();

/** @param {Call} call */
export const keyOf = (call) => `${call.call_id} ${call.db_id}`;

/**
 * @param {Call} one
 * @param {Call} other
 */
export const latestFirst = (one, other) => {
  if (one.started_at !== other.started_at) return one.started_at < other.started_at ? 1 : -1;
  return other.db_id - one.db_id;
};

/** The latest calls that are known, and how far back they are. */
export class KnownCalls {
  /** @type {Map<string, Call>} */
  #calls = new Map();
  /** @type {Call[] | undefined} */
  #sorted;
  /** So far back they are known without a gap. */
  #reached = "";
  /** The start of the oldest one that comes by itself. */
  #oldest = "";
  #hasEnded = false;
  #generation = 0;
  /** @type {number | undefined} */
  #imported;
  /** @type {string | undefined} */
  #edition;
  people = new People();
  /** @type {Record<string, string>} */
  names = {};
  /** @type {Set<string>} */
  unseen = new Set();
  newMissed = 0;
  hasHistory = false;

  /**
   * Take over what the websocket told; calls that a correction took away go.
   * Gives which older calls may read otherwise by now, see `refresh`.
   * @param {CallsEvent} event
   * @returns {Stale | undefined}
   */
  update(event) {
    const [unseen, edition] = [this.unseen, JSON.stringify([event.edition, event.names])];
    const isOther = this.#edition !== undefined && this.#edition !== edition;
    this.#edition = edition;
    this.names = event.names;
    this.people.take(event.calls, event.people);
    this.hasHistory = event.history;
    // As long as the past is being read, there may be more of it each time.
    if (event.imported !== this.#imported) this.#hasEnded = false;
    this.#imported = event.imported;
    this.unseen = new Set(event.unseen);
    this.newMissed = event.new_missed;
    if (event.calls.length > 0) this.#takeLatest(event.calls);
    else if (event.available) this.#forget();
    return this.#stale(isOther, unseen);
  }

  /** @param {Call[]} latest */
  #takeLatest(latest) {
    const oldest = latest[latest.length - 1]?.started_at ?? "";
    const keys = new Set(latest.map(keyOf));
    const known = this.list().filter((call) => call.started_at >= oldest);
    // More calls came than one message holds: between them and what is known lies a gap.
    if (this.#calls.size > 0 && !known.some((call) => keys.has(keyOf(call)))) this.#forget();
    for (const call of known) if (!keys.has(keyOf(call))) this.#calls.delete(keyOf(call));
    for (const call of latest) this.#calls.set(keyOf(call), call);
    this.#sorted = undefined;
    if (!this.#reached) this.#reached = oldest;
    this.#oldest = oldest;
  }

  /**
   * @param {boolean} isOther
   * @param {Set<string>} before
   * @returns {Stale | undefined}
   */
  #stale(isOther, before) {
    const older = this.list().filter((call) => call.started_at < this.#oldest);
    const changed = isOther ? older : older.filter((call) => isIn(before, call) !== isIn(this.unseen, call));
    const [newest, oldest] = [changed[0], changed[changed.length - 1]];
    if (!newest || !oldest) return isOther ? { newest: "", oldest: "", fields: {} } : undefined;
    const fields = isOther ? {} : { missed: true };
    return { newest: newest.started_at, oldest: oldest.started_at, fields };
  }

  /**
   * Ask anew for older calls: who they were with, or what became of them, may be another.
   * @param {Find} find
   * @param {Stale} stale
   */
  async refresh(find, { newest, oldest, fields }) {
    const generation = (this.#generation += 1);
    /** @type {Map<string, Call>} */
    const calls = new Map();
    for (let end = newest, isMore = newest !== ""; isMore;) {
      const found = await find({ start: oldest, before: after(end), limit: AT_ONCE, ...fields });
      if (generation !== this.#generation) return;
      for (const call of found.calls) calls.set(keyOf(call), call);
      const last = found.calls[found.calls.length - 1]?.started_at ?? end;
      isMore = found.more && last < end;
      end = last;
    }
    const isAll = Object.keys(fields).length === 0;
    for (const call of this.list()) {
      if (isAll && call.started_at < this.#oldest && call.started_at >= oldest) {
        this.#calls.delete(keyOf(call));
      }
    }
    for (const [key, call] of calls) if (call.started_at < this.#oldest) this.#calls.set(key, call);
    this.#sorted = undefined;
  }

  #forget() {
    this.#generation += 1;
    this.#calls.clear();
    this.#sorted = undefined;
    this.#reached = "";
    this.#hasEnded = false;
  }

  /**
   * The calls with the latest first, as far back as they are known without a gap.
   * @returns {Call[]}
   */
  list() {
    this.#sorted ??= [...this.#calls.values()].sort(latestFirst);
    return this.#sorted;
  }

  /** Whether older calls may be had. */
  get hasOlder() {
    return this.hasHistory && !this.#hasEnded && this.#reached !== "";
  }

  /**
   * Ask Home Assistant for older calls.
   * @param {Find} find
   */
  async loadOlder(find) {
    const [reached, generation] = [this.#reached, this.#generation];
    const { calls, more } = await find({ before: after(reached), limit: AT_ONCE });
    if (generation !== this.#generation) return; // It is another list by now.
    for (const call of calls) if (!this.#calls.has(keyOf(call))) this.#calls.set(keyOf(call), call);
    this.#sorted = undefined;
    const oldest = calls[calls.length - 1]?.started_at ?? reached;
    this.#hasEnded = !more || oldest >= reached;
    if (oldest < reached) this.#reached = oldest;
  }
}

/**
 * @param {Set<string>} ids
 * @param {Call} call
 */
const isIn = (ids, call) => ids.has(call.call_id);
