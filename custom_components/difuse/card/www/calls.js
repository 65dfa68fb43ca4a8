// What the card knows of calls: the latest ones, kept up by the websocket, and older ones, asked for.

import { People } from "./people.js";

const OLDER_AT_ONCE = 50;
const MOST_AT_ONCE = 100;

/** The card's filters, each with what it means for a call and for the command difuse/calls/find. */
export const FILTERS = {
  all: { wants: () => true, fields: {} },
  missed: {
    wants: (call) => call.missed && call.direction === "inbound",
    fields: { missed: true, direction: "inbound" },
  },
  inbound: { wants: (call) => call.direction === "inbound", fields: { direction: "inbound" } },
  outbound: { wants: (call) => call.direction === "outbound", fields: { direction: "outbound" } },
  internal: { wants: (call) => call.direction === "internal", fields: { direction: "internal" } },
};

const plain = (text) =>
  text
    .toLocaleLowerCase()
    .normalize("NFKD")
    .replace(/\p{Diacritic}/gu, "");
const digits = (text) => text.replace(/[^\d*#]/g, "");

/** Whether a call has to do with what somebody typed: a name, or a number however it is written. */
export const isFoundBy = (query, people) => {
  const words = plain(query).trim();
  const number = digits(query).replace(/^00/, "");
  return (call) => {
    const { shown } = people.of(call) ?? {};
    const ends = [call.caller_number, call.called_number, call.other_number, shown];
    const numbers = [...ends, call.answered_by, ...call.extensions].filter(Boolean);
    if ([call.caller_name, call.other_name ?? ""].some((name) => plain(name).includes(words))) return true;
    if (numbers.some((one) => one.toLowerCase().includes(words))) return true;
    return (
      number.length > 2 &&
      /^[\d\s+()/.*#-]+$/.test(words) &&
      numbers.some((one) => digits(one).includes(number))
    );
  };
};

const latestFirst = (one, other) =>
  one.started_at < other.started_at ? 1 : one.started_at > other.started_at ? -1 : other.db_id - one.db_id;

/** All calls that are known, and how far back they are, for each filter. */
export class KnownCalls {
  #calls = new Map();
  #reached = new Map();
  #ended = new Set();
  #generation = 0;
  #imported;
  #edition;
  #oldest = "";
  people = new People();
  names = {};
  unseen = new Set();
  newMissed = 0;
  hasHistory = false;

  /**
   * Take over what the websocket told; calls that a correction took away go.
   * Says whether older calls may read otherwise by now, see `refresh`.
   */
  update(event) {
    const [unseen, edition] = [this.unseen, JSON.stringify([event.edition, event.names])];
    const isOther = this.#edition !== undefined && this.#edition !== edition;
    this.#edition = edition;
    this.names = event.names ?? {};
    this.people.take(event.calls, event.people);
    this.hasHistory = event.history;
    // As long as the past is being read, there may be more of it each time.
    if (event.imported !== this.#imported) this.#ended.clear();
    this.#imported = event.imported;
    this.unseen = new Set(event.unseen);
    this.newMissed = event.new_missed;
    const latest = event.calls;
    if (latest.length === 0) {
      if (event.available) this.#forget();
      return false;
    }
    const oldest = latest[latest.length - 1].started_at;
    const keys = new Set(latest.map(keyOf));
    const known = [...this.#calls.values()].filter((call) => call.started_at >= oldest);
    // More calls came than one message holds: between them and what is known lies a gap.
    if (this.#calls.size > 0 && !known.some((call) => keys.has(keyOf(call)))) this.#forget();
    for (const call of known) if (!keys.has(keyOf(call))) this.#calls.delete(keyOf(call));
    for (const call of latest) this.#calls.set(keyOf(call), call);
    if (!this.#reached.has("all")) this.#reached.set("all", oldest);
    this.#oldest = oldest;
    return isOther || this.#olderCalls().some(({ call_id: id }) => unseen.has(id) !== this.unseen.has(id));
  }

  #olderCalls() {
    return [...this.#calls.values()].filter((call) => call.started_at < this.#oldest);
  }

  /** Ask anew for the older calls: who they were with, or what became of them, may be another. */
  async refresh(find) {
    const generation = (this.#generation += 1);
    const calls = new Map();
    for (const [filter, reached] of [...this.#reached]) {
      for (let end = this.#oldest, isMore = true; isMore && end > reached;) {
        const found = await find({ before: after(end), limit: MOST_AT_ONCE, ...FILTERS[filter].fields });
        if (generation !== this.#generation) return;
        for (const call of found.calls) calls.set(keyOf(call), call);
        const last = found.calls[found.calls.length - 1]?.started_at ?? end;
        isMore = found.more && last < end;
        end = last;
      }
    }
    for (const call of this.#olderCalls()) this.#calls.delete(keyOf(call));
    for (const [key, call] of calls) if (call.started_at < this.#oldest) this.#calls.set(key, call);
  }

  #forget() {
    this.#generation += 1;
    this.#calls.clear();
    this.#reached.clear();
    this.#ended.clear();
  }

  /** The calls of a filter with the latest first, as far back as they are known without a gap. */
  list(filter) {
    const reached = this.#reachedBy(filter);
    return [...this.#calls.values()]
      .filter((call) => call.started_at >= reached && FILTERS[filter].wants(call))
      .sort(latestFirst);
  }

  /** The calls that a search found, and those known here that it would find. */
  listFound(filter, query, found) {
    const isFound = isFoundBy(query, this.people);
    const known = [...this.#calls.values()].filter((call) => FILTERS[filter].wants(call) && isFound(call));
    return [...new Map([...found, ...known].map((call) => [keyOf(call), call])).values()].sort(latestFirst);
  }

  #reachedBy(filter) {
    const [all, own] = [this.#reached.get("all"), this.#reached.get(filter)];
    return own !== undefined && (all === undefined || own < all) ? own : (all ?? "");
  }

  /** Whether older calls of a filter may be had. */
  hasOlder(filter) {
    return this.hasHistory && !this.#ended.has(filter) && !this.#ended.has("all") && this.#reached.has("all");
  }

  /** Ask Home Assistant for older calls of a filter; gives how many came. */
  async loadOlder(find, filter) {
    const [reached, generation] = [this.#reachedBy(filter), this.#generation];
    const wanted = { before: after(reached), limit: OLDER_AT_ONCE, ...FILTERS[filter].fields };
    const { calls, more } = await find(wanted);
    if (generation !== this.#generation) return 0; // It is another list by now.
    const before = this.#calls.size;
    for (const call of calls) if (!this.#calls.has(keyOf(call))) this.#calls.set(keyOf(call), call);
    const oldest = calls.length > 0 ? calls[calls.length - 1].started_at : reached;
    if (!more || oldest >= reached) this.#ended.add(filter);
    this.#reached.set(filter, oldest < reached ? oldest : reached);
    return this.#calls.size - before;
  }
}

/** The end to ask for calls before: it is exclusive, and calls of one second may come apart. */
export const after = (moment) => new Date(Date.parse(moment) + 1000).toISOString();

export const keyOf = (call) => `${call.call_id} ${call.db_id}`;
