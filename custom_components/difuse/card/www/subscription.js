// The websocket on which Home Assistant tells the card of calls, kept up while the card is shown.

/** @import { CallsEvent, Connection } from "./types.js" */

/** @typedef {"missing" | "forbidden" | "unavailable" | "failed"} Failure */
/** What is subscribed to: calls, unless it says otherwise. @typedef {{ type?: string, entry_id: string, limit?: number }} Wanted */

const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

/** What the card says when Home Assistant refuses, by the refusal's code. @type {Record<string, Failure>} */
const STATES = { not_found: "missing", unauthorized: "forbidden", unknown_command: "unavailable" };

export class Subscription {
  #take;
  #fail;
  /** @type {Connection | undefined} */
  #connection;
  /** @type {Wanted | undefined} */
  #wanted;
  /** @type {Promise<() => void> | undefined} */
  #subscribed;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #retryAfter = FIRST_RETRY;

  /**
   * `take` gets each event, `fail` the name of the state that a refusal leads to.
   * @param {(event: CallsEvent) => void} take
   * @param {(failure: Failure) => void} fail
   */
  constructor(take, fail) {
    this.#take = take;
    this.#fail = fail;
  }

  /**
   * Subscribe to what is wanted, unless that is done already; says whether it began anew.
   * @param {Connection} connection
   * @param {Wanted | undefined} wanted
   */
  follow(connection, wanted) {
    const isSame = connection === this.#connection && JSON.stringify(wanted) === JSON.stringify(this.#wanted);
    if (isSame) return false;
    this.end();
    this.#connection = connection;
    this.#wanted = wanted;
    if (wanted) this.#begin();
    return true;
  }

  /** Try once more what failed. */
  again() {
    this.#drop();
    this.#begin();
  }

  end() {
    this.#drop();
    this.#connection = undefined;
    this.#wanted = undefined;
  }

  #drop() {
    clearTimeout(this.#timer);
    // An end that fails is no loss: the connection is gone.
    this.#subscribed?.then((unsubscribe) => unsubscribe()).catch(() => undefined);
    this.#subscribed = undefined;
  }

  #begin() {
    if (!this.#connection) return;
    const message = { type: "difuse/calls/subscribe", ...this.#wanted };
    /** @param {CallsEvent} event */
    const take = (event) => {
      this.#retryAfter = FIRST_RETRY;
      this.#take(event);
    };
    const mine = this.#connection.subscribeMessage(take, message);
    this.#subscribed = mine;
    mine.catch((error) => {
      if (this.#subscribed === mine) this.#refused(error);
    });
  }

  /** @param {{ code?: string } | undefined} error */
  #refused(error) {
    this.#subscribed = undefined;
    this.#fail(STATES[error?.code ?? ""] ?? "failed");
    if (error?.code !== "unknown_command") return;
    // The integration isn't loaded yet: Home Assistant may be starting.
    this.#timer = setTimeout(() => this.again(), this.#retryAfter);
    this.#retryAfter = Math.min(2 * this.#retryAfter, LAST_RETRY);
  }
}
