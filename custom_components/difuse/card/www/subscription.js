// The websocket on which Home Assistant tells the card of calls, kept up while the card is shown.

const FIRST_RETRY = 2_000;
const LAST_RETRY = 60_000;

/** What the card says when Home Assistant refuses, by the refusal's code. */
const STATES = { not_found: "missing", unauthorized: "forbidden", unknown_command: "unavailable" };

export class Subscription {
  #take;
  #fail;
  #connection;
  #wanted;
  #subscribed;
  #timer;
  #retryAfter = FIRST_RETRY;

  /** `take` gets each event, `fail` the name of the state that a refusal leads to. */
  constructor(take, fail) {
    this.#take = take;
    this.#fail = fail;
  }

  /** Subscribe to what is wanted, unless that is done already; says whether it began anew. */
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
    const message = { type: "difuse/calls/subscribe", ...this.#wanted };
    const mine = this.#connection.subscribeMessage((event) => {
      this.#retryAfter = FIRST_RETRY;
      this.#take(event);
    }, message);
    this.#subscribed = mine;
    mine.catch((error) => {
      if (this.#subscribed === mine) this.#refused(error);
    });
  }

  #refused(error) {
    this.#subscribed = undefined;
    this.#fail(STATES[error?.code] ?? "failed");
    if (error?.code !== "unknown_command") return;
    // The integration isn't loaded yet: Home Assistant may be starting.
    this.#timer = setTimeout(() => this.again(), this.#retryAfter);
    this.#retryAfter = Math.min(2 * this.#retryAfter, LAST_RETRY);
  }
}
