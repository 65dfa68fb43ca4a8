// What the card asks of Home Assistant, for the PBX that it shows.

import { act, ask } from "./ask.js";

/** @import { Call, FoundCalls, Hass, Step, WantedCalls } from "./types.js" */
/** @import { Choices } from "./filters.js" */

/** Everything throws what people can read, but for the way. */
export class Backend {
  /**
   * Both are asked anew each time: they may be others by then.
   * @param {() => Hass} hass
   * @param {() => string | undefined} entryId
   */
  constructor(hass, entryId) {
    this.hass = hass;
    this.entryId = entryId;
  }

  /**
   * @template T
   * @param {string} command
   * @param {object} [fields]
   * @returns {Promise<T>}
   */
  #ask(command, fields) {
    const message = { type: `difuse/${command}`, entry_id: this.entryId(), ...fields };
    return ask(this.hass(), message);
  }

  /**
   * @param {WantedCalls} wanted
   * @returns {Promise<FoundCalls>}
   */
  find(wanted) {
    return this.#ask("calls/find", wanted);
  }

  /**
   * Which extensions and groups calls can be asked for.
   * @returns {Promise<Choices>}
   */
  choices() {
    return this.#ask("calls/choices");
  }

  /**
   * The steps of a call, and where it was recorded; none where they can't be had: the details say the rest.
   * @param {Call} call
   * @returns {Promise<{ steps: Step[], recorded: string[] }>}
   */
  async way({ call_id, started_at }) {
    try {
      return await this.#ask("calls/way", { call_id, started_at });
    } catch {
      return { steps: [], recorded: [] };
    }
  }

  /** Take all missed calls as seen. */
  markSeen() {
    return act(this.hass(), "mark_missed_calls_seen", { config_entry_id: this.entryId() });
  }

  /**
   * Take somebody's missed calls as done; gives since when there were some.
   * @param {string} who
   * @returns {Promise<{ since: string | null }>}
   */
  done(who) {
    return this.#ask("callbacks/seen", { who });
  }

  /**
   * Have somebody's missed calls since then open again.
   * @param {string} who
   * @param {string | null} since
   */
  reopen(who, since) {
    return this.#ask("callbacks/reopen", { who, ...(since && { since }) });
  }
}
