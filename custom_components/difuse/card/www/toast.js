// A line below the list that says what was done, with a button that undoes it.

import { make } from "./dom.js";

/** Long enough to be read out, and to get there with the keyboard. */
const LASTS = 12_000;

export class Toast {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {() => void} */
  #undo = () => undefined;

  constructor() {
    this.said = make("p", { role: "status" });
    this.button = make("button", {
      class: "pill",
      type: "button",
      hidden: true,
      onclick: () => this.#undone(),
    });
    this.element = make("div", { class: "toast" }, this.said, this.button);
    for (const name of ["focusin", "pointerenter"]) this.element.addEventListener(name, () => this.#stay());
    for (const name of ["focusout", "pointerleave"]) this.element.addEventListener(name, () => this.#wait());
  }

  /**
   * Say something for a while; with what undoes it, and what the button for that is called.
   * @param {string} said
   * @param {{ label: string, undo: () => void }} [offer]
   */
  say(said, offer) {
    this.said.textContent = said;
    this.button.hidden = !offer;
    this.button.textContent = offer?.label ?? "";
    this.#undo = offer?.undo ?? (() => undefined);
    this.#wait();
  }

  #undone() {
    const undo = this.#undo;
    this.clear();
    undo();
  }

  clear() {
    this.#stay();
    this.said.textContent = "";
    this.button.hidden = true;
  }

  #stay() {
    clearTimeout(this.#timer);
  }

  #wait() {
    this.#stay();
    this.#timer = setTimeout(() => this.clear(), LASTS);
  }
}
