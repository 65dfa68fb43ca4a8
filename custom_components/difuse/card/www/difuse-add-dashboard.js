// The page to which the end of the set-up leads: it shows the dashboard, and adds it with one click.

import { inWords } from "./ask.js";
import { addDashboard, DASHBOARD_PATH, goTo, hasDashboard } from "./dashboards.js";
import { icon, make } from "./dom.js";
import { makePicture } from "./picture.js";
import { loadTexts, textOf } from "./text.js";

/** @import { Hass, Text } from "./types.js" */

const PANEL = "difuse-add-dashboard";

const STYLES = `
  :host { display: block; min-height: 100%; background: var(--primary-background-color); color: var(--primary-text-color); }
  header { display: flex; align-items: center; gap: 4px; min-height: 56px; padding-inline: 16px; }
  h1 { margin: 0; font-size: var(--ha-font-size-xl, 20px); font-weight: 400; }
  main { box-sizing: border-box; max-width: 480px; margin: 0 auto; padding: 16px; }
  ha-card { display: block; overflow: hidden; }
  svg { display: block; width: 100%; }
  .said { padding: 16px; display: grid; gap: 16px; line-height: 1.5; }
  p { margin: 0; }
  .problem { padding: 8px 12px; border-radius: 8px; border-inline-start: 4px solid var(--error-color);
    background: color-mix(in srgb, var(--error-color) 12%, transparent); }
  [hidden] { display: none !important; }
  button { font: inherit; color: inherit; border: 0; background: none; cursor: pointer; }
  .menu { margin-inline-start: -12px; display: inline-flex; align-items: center; justify-content: center; width: 48px; height: 48px; border-radius: 24px; }
  .add { justify-self: end; min-height: 44px; padding: 8px 20px; border-radius: 22px; font-weight: 500;
    color: var(--primary-background-color); background: var(--primary-text-color); }
  .add:disabled { cursor: progress; opacity: 0.6; }
  :focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; }
`;

class DifuseAddDashboard extends HTMLElement {
  /** @type {Hass | undefined} */
  #hass;
  /** @type {Text | undefined} */
  #text;
  #isThere = false;
  #isLeaving = false;
  #title = make("h1", {});
  #about = make("p", {});
  #problem = make("p", { class: "problem", role: "alert", hidden: true });
  #button = /** @type {HTMLButtonElement} */ (
    make("button", { class: "add", type: "button", disabled: true, onclick: () => void this.#use() })
  );
  #menu = make("button", { class: "menu", type: "button", onclick: () => this.#openMenu() }, icon("menu"));

  constructor() {
    super();
    const said = make("div", { class: "said" }, this.#about, this.#problem, this.#button);
    this.attachShadow({ mode: "open" }).append(
      make("style", {}, STYLES),
      make("header", {}, this.#menu, this.#title),
      make("main", {}, make("ha-card", {}, makePicture(), said)),
    );
  }

  set narrow(/** @type {boolean} */ isNarrow) {
    this.#menu.hidden = !isNarrow;
  }

  set hass(/** @type {Hass} */ hass) {
    const isFirst = !this.#hass;
    this.#hass = hass;
    if (isFirst) void this.#begin(hass);
    if (this.#isLeaving && hass.panels?.[DASHBOARD_PATH]) this.#leave();
  }

  #openMenu() {
    this.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
  }

  /** @param {Hass} hass */
  async #begin(hass) {
    try {
      const [localize, isThere] = await Promise.all([loadTexts(hass), hasDashboard(hass)]);
      this.#text = (key, values) => textOf(localize, key, values);
      this.#isThere = isThere;
      this.#show(this.#text);
    } catch (problem) {
      await this.#fail(problem);
    }
  }

  /** @param {Text} text */
  #show(text) {
    this.#title.textContent = text("dashboard_name");
    this.#about.textContent = text(this.#isThere ? "dashboard_there" : "dashboard_about");
    this.#button.textContent = text(this.#isThere ? "dashboard_open" : "dashboard_add");
    this.#button.disabled = false;
    this.#menu.setAttribute("aria-label", text("dashboard_menu"));
  }

  async #use() {
    if (!this.#hass || !this.#text) return;
    this.#button.disabled = true;
    this.#problem.hidden = true;
    try {
      if (!this.#isThere) await addDashboard(this.#hass, this.#text("dashboard"));
      // The frontend finds a dashboard only once it was announced.
      if (this.#hass.panels?.[DASHBOARD_PATH]) this.#leave();
      else this.#isLeaving = true;
    } catch (problem) {
      await this.#fail(problem);
    }
  }

  #leave() {
    this.#isLeaving = false;
    goTo(`/${DASHBOARD_PATH}`);
  }

  /** @param {unknown} problem */
  async #fail(problem) {
    if (!this.#hass) return;
    const { message } = await inWords(this.#hass, problem);
    this.#problem.textContent = message;
    this.#problem.hidden = false;
    this.#button.disabled = !this.#text;
  }
}

if (!customElements.get(PANEL)) customElements.define(PANEL, DifuseAddDashboard);
