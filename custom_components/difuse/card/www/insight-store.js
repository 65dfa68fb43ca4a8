// What all cards of the Insight view share: the chosen period, and one request for the figures of a PBX.

/** @import { Insight } from "./insight-types.js" */
/** @import { Connection } from "./types.js" */

/** What the store needs of Home Assistant's connection. @typedef {Omit<Connection, "subscribeMessage">} Asked */

export const PERIODS = [7, 30, 90, 365];
const KEY = "difuse-insight-days";
const USUAL = 30;

/** Calls come in bursts: wait for more of them, and don't ask too often in a busy house. */
const PAUSE = 3_000;
const LEAST_GAP = 10_000;
const TICK = 30_000;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

/** What went wrong, by the code with which Home Assistant refuses. @type {Record<string, string | undefined>} */
const PROBLEMS = { not_found: "unavailable", unauthorized: "forbidden", unknown_command: "unavailable" };

const remembered = () => {
  try {
    return Number(localStorage.getItem(KEY));
  } catch {
    return USUAL; // A browser may keep nothing.
  }
};

/** @param {string} timeZone @param {number} moment */
const dayIn = (timeZone, moment) => new Intl.DateTimeFormat("sv", { timeZone }).format(moment);

/** The figures of one PBX, kept up while somebody follows them. */
export class InsightStore {
  /** @type {Asked} */ #connection;
  /** @type {string} */ #entryId;
  /** @type {Set<() => void>} */ #followers = new Set();
  /** @type {Map<number, Insight>} */ #answers = new Map();
  /** @type {Insight | undefined} */ #shown;
  /** @type {string | undefined} */ #noticed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #pause;
  /** @type {ReturnType<typeof setTimeout> | undefined} */ #retry;
  /** @type {ReturnType<typeof setInterval> | undefined} */ #tick;
  #retryAfter = FIRST_RETRY;
  #question = 0;
  #answeredAt = 0;
  /** By how much Home Assistant's clock is ahead of the browser's. */
  #ahead = 0;
  isLoading = false;
  problem = "";
  #ask = () => void this.ask();

  /** @param {Asked} connection @param {string} entryId */
  constructor(connection, entryId) {
    this.#connection = connection;
    this.#entryId = entryId;
  }

  /** @param {Asked} connection @param {string} entryId */
  isOf(connection, entryId) {
    return connection === this.#connection && entryId === this.#entryId;
  }

  /** The figures to show: of the chosen period, or as long as they are loading the last ones. */
  get insight() {
    return this.#shown;
  }

  /** Call `follower` with each change from now on; gives what ends that. @param {() => void} follower */
  follow(follower) {
    this.#followers.add(follower);
    if (this.#followers.size === 1) this.#begin();
    return () => {
      if (this.#followers.delete(follower) && this.#followers.size === 0) this.#end();
    };
  }

  #begin() {
    this.#connection.addEventListener?.("ready", this.#ask);
    this.#tick = setInterval(() => this.#look(), TICK);
    void this.ask();
  }

  #end() {
    this.#connection.removeEventListener?.("ready", this.#ask);
    clearInterval(this.#tick);
    clearTimeout(this.#pause);
    clearTimeout(this.#retry);
    this.#pause = undefined;
    this.#question += 1; // Nobody waits for an answer that is under way.
  }

  /** The figures of another day begin at midnight. */
  #look() {
    if (!this.#shown || this.isLoading) return;
    const today = dayIn(this.#shown.time_zone, Date.now() + this.#ahead);
    if (today > this.#shown.period.end) void this.ask();
  }

  /** Ask anew soon if `sign`, which changes whenever calls came, is another. @param {string} sign */
  notice(sign) {
    const isOther = this.#noticed !== undefined && this.#noticed !== sign;
    this.#noticed = sign;
    if (!isOther || this.#pause !== undefined) return;
    const wait = Math.max(PAUSE, this.#answeredAt + LEAST_GAP - Date.now());
    this.#pause = setTimeout(() => {
      this.#pause = undefined;
      void this.ask();
    }, wait);
  }

  /** Try once more what failed. */
  again() {
    this.problem = "";
    void this.ask();
  }

  /** Ask for the figures of the chosen period. */
  async ask() {
    if (this.#followers.size === 0) return;
    const question = (this.#question += 1);
    const days = choice.days;
    clearTimeout(this.#retry);
    this.isLoading = true;
    this.#shown = this.#answers.get(days) ?? this.#shown;
    this.#tell();
    try {
      const message = { type: "difuse/insight", entry_id: this.#entryId, days };
      const answer = /** @type {Insight} */ (await this.#connection.sendMessagePromise(message));
      if (question === this.#question) this.#take(days, answer);
    } catch (error) {
      if (question === this.#question) this.#refused(error);
    }
  }

  /** @param {number} days @param {Insight} answer */
  #take(days, answer) {
    this.#answers.set(days, answer);
    this.#shown = answer;
    this.#answeredAt = Date.now();
    this.#ahead = (Date.parse(answer.now) || Date.now()) - Date.now();
    this.#retryAfter = FIRST_RETRY;
    this.isLoading = false;
    this.problem = "";
    this.#tell();
  }

  /** @param {unknown} error */
  #refused(error) {
    const { code = "" } = /** @type {{ code?: string }} */ (error ?? {});
    this.isLoading = false;
    this.problem = PROBLEMS[code] ?? "failed";
    if (this.problem === "unavailable") {
      // The PBX isn't set up yet: Home Assistant may be starting.
      this.#retry = setTimeout(this.#ask, this.#retryAfter);
      this.#retryAfter = Math.min(2 * this.#retryAfter, LAST_RETRY);
    }
    this.#tell();
  }

  #tell() {
    for (const follower of [...this.#followers]) follower();
  }
}

/** @type {InsightStore[]} */
const stores = [];

/** The one store of a PBX for all cards of a page. @param {Asked} connection @param {string} entryId */
export const storeOf = (connection, entryId) => {
  let store = stores.find((one) => one.isOf(connection, entryId));
  if (!store) stores.push((store = new InsightStore(connection, entryId)));
  return store;
};

/** The period that all cards show, remembered by the browser. */
export const choice = {
  days: PERIODS.includes(remembered()) ? remembered() : USUAL,

  /** @param {number} days */
  choose(days) {
    if (!PERIODS.includes(days) || days === this.days) return;
    this.days = days;
    try {
      localStorage.setItem(KEY, String(days));
    } catch {
      // Then the next page begins with the usual period again.
    }
    for (const store of stores) void store.ask();
  },
};
