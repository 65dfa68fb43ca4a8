// Stands on top of the dialogs of Call and Last caller: what Home Assistant shows there, and the call in words.

import { make } from "./dom.js";

/** @import { EntityState, Hass } from "./types.js" */

const CARD = "difuse-call-state-card";
const STYLE = "margin: var(--ha-space-3, 12px) 0 0; overflow-wrap: anywhere";

class CallStateCard extends HTMLElement {
  /** @type {Partial<Hass> | undefined} */
  hass;

  /** Home Assistant's own element. @type {HTMLElement | undefined} */
  #own;

  // Names may be written the other way than the page.
  #words = make("p", { dir: "auto", style: STYLE });

  /** @param {EntityState | undefined} stateObj */
  set stateObj(stateObj) {
    if (!stateObj) return;
    this.#own ??= this.#begin(stateObj.entity_id.startsWith("event.") ? "event" : "display");
    Object.assign(this.#own, { hass: this.hass, stateObj, inDialog: true });
    const sentence = stateObj.attributes.sentence;
    this.#words.textContent = typeof sentence === "string" ? sentence : "";
    this.#words.hidden = !this.#words.textContent;
  }

  /** @param {string} kind */
  #begin(kind) {
    const own = document.createElement(`state-card-${kind}`);
    this.style.display = "block";
    this.append(own, this.#words);
    return own;
  }
}

if (!customElements.get(CARD)) customElements.define(CARD, CallStateCard);
