// The one player of a card: it stands below the list, and plays on whatever happens there.

import { icon, make, setAttributes } from "./dom.js";
import { findRecording } from "./recording.js";

/** @import { Call, Hass, Text } from "./types.js" */
/** @typedef {"none" | "fetching" | "playing" | "paused" | "problem"} State */

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
/** Seconds; so far back it goes on where it broke off. */
const OVERLAP = 1;

/** What the button does in each state. */
const TOGGLES = {
  fetching: { picture: "pause", label: "player_pause" },
  playing: { picture: "pause", label: "player_pause" },
  paused: { picture: "play", label: "player_play" },
  problem: { picture: "refresh", label: "retry" },
};

/**
 * Write a time within a recording: 0:07, 12:34, 1:02:03.
 * @param {number} seconds
 */
export const clock = (seconds) => {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0;
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part, index) => (index > 0 ? String(part).padStart(2, "0") : part)).join(":");
};

/**
 * Plays one recording at a time, and says whose and of when it is.
 * `element` is its place in the card, hidden while there is nothing to play; `call` is the one that is there.
 */
export class Player {
  /** @type {Call | undefined} */
  call;
  /** @type {Text} */
  #text = () => "";
  /** @type {() => ReturnType<typeof findRecording>} */
  #find = () => Promise.resolve({ problem: "recording_failed" });
  #attempt = 0;
  /** Where it broke off last: there it isn't tried a second time. */
  #brokenAt = -1;
  #isDragged = false;

  /**
   * `on` has what happens: state(name) whenever it is another, and closed(call) when the user closed it.
   * @param {{state: (name: State) => void, closed: (call: Call | undefined) => void}} on
   */
  constructor(on) {
    this.on = on;
    this.audio = make("audio", { preload: "auto" });
    this.toggler = make("button", { type: "button", class: "toggle", onclick: () => this.toggle() });
    this.who = make("bdi", { class: "name" });
    this.when = make("span", { class: "when" });
    this.status = make("p", { class: "note", role: "status" });
    this.position = make("input", { type: "range", class: "position", min: 0, max: 0, value: 0 });
    this.time = make("bdi", { class: "time", dir: "ltr", "aria-hidden": "true" });
    this.speed = make("select", { class: "speed" });
    this.closer = make("button", { type: "button", class: "close", onclick: () => this.#closed() });
    this.controls = make("div", { class: "controls" }, this.position, this.time, this.speed);
    const about = make("div", { class: "about" }, this.who, this.when, this.status);
    const deck = make("div", { class: "deck" }, this.toggler, about, this.controls, this.closer);
    this.element = make("section", { class: "player", hidden: true }, this.audio, deck);
    this.#listen();
  }

  #listen() {
    const { audio, position, speed } = this;
    for (const name of ["play", "playing", "pause", "ended"]) {
      audio.addEventListener(name, () => this.#show());
    }
    for (const name of ["timeupdate", "durationchange"]) audio.addEventListener(name, () => this.#showTime());
    audio.addEventListener("error", () => this.#broke());
    // While it is dragged it follows the hand, not the recording.
    position.addEventListener("input", () => {
      this.#isDragged = true;
      this.#showTime();
    });
    position.addEventListener("change", () => {
      this.#isDragged = false;
      audio.currentTime = Number(position.value);
    });
    speed.addEventListener("change", () => {
      audio.defaultPlaybackRate = Number(speed.value);
      audio.playbackRate = audio.defaultPlaybackRate;
    });
  }

  /**
   * Say everything in these words.
   * @param {Text} text
   * @param {string} language
   */
  useWords(text, language) {
    this.#text = text;
    const number = new Intl.NumberFormat(language);
    setAttributes(this.element, { "aria-label": text("recording") });
    setAttributes(this.position, { "aria-label": text("player_position") });
    setAttributes(this.speed, { "aria-label": text("player_speed"), title: text("player_speed") });
    setAttributes(this.closer, { "aria-label": text("player_close"), title: text("player_close") });
    this.closer.replaceChildren(icon("close"));
    const chosen = this.audio.defaultPlaybackRate;
    this.speed.replaceChildren(
      ...SPEEDS.map((rate) =>
        make("option", { value: rate, selected: rate === chosen }, `${number.format(rate)}×`),
      ),
    );
    this.#show();
  }

  /**
   * Play the recording of a call in place of the one before; the one that is here already goes on, or rests.
   * @param {Hass} hass
   * @param {string} entryId
   * @param {Call} call
   * @param {{who: string, when: string}} about
   */
  async play(hass, entryId, call, about) {
    if (this.call?.call_id === call.call_id && this.call.started_at === call.started_at) {
      this.toggle();
      return;
    }
    this.#release();
    this.call = call;
    this.who.textContent = about.who;
    this.when.textContent = about.when;
    this.element.hidden = false;
    this.#find = () => findRecording(hass, entryId, call);
    await this.#begin(0);
  }

  /** Pause, or go on; what couldn't be played is asked for once more. */
  toggle() {
    if (this.element.dataset.state === "problem") this.#begin(0);
    else if (this.audio.paused) this.#start();
    else this.audio.pause();
  }

  /** Stop, and let go of the recording. */
  close() {
    this.#release();
    this.call = undefined;
    this.element.hidden = true;
    this.on.state("none");
  }

  #closed() {
    const { call } = this;
    this.close();
    this.on.closed(call);
  }

  #release() {
    this.#attempt += 1;
    this.#brokenAt = -1;
    this.#isDragged = false;
    this.audio.pause();
    // Without an address it loads no more, and lets go of what it has.
    this.audio.removeAttribute("src");
    this.audio.load();
  }

  /** @param {number} from */
  async #begin(from) {
    const attempt = (this.#attempt += 1);
    this.#say("fetching", "fetching");
    const found = await this.#find();
    // By now another one is to be played, or none.
    if (attempt !== this.#attempt) return;
    if ("problem" in found) {
      this.#say("problem", found.problem);
      return;
    }
    this.status.textContent = "";
    this.audio.src = found.address;
    this.audio.currentTime = from;
    await this.#start();
  }

  async #start() {
    try {
      await this.audio.play();
    } catch {
      // The browser wants the user to press play, which is there to be pressed; an error is said by its event.
      this.#show();
    }
  }

  /** The address has run out, or the recording is gone meanwhile: ask once more, and go on from there. */
  #broke() {
    const at = this.audio.currentTime;
    this.audio.removeAttribute("src");
    if (at > this.#brokenAt + OVERLAP) {
      this.#brokenAt = at;
      this.#begin(Math.max(0, at - OVERLAP));
    } else {
      this.#say("problem", "recording_unplayable");
    }
  }

  /**
   * @param {"fetching" | "problem"} state
   * @param {string} key
   */
  #say(state, key) {
    this.status.textContent = this.#text(key);
    this.#enter(state);
  }

  #show() {
    this.#showTime();
    if (this.audio.hasAttribute("src")) this.#enter(this.audio.paused ? "paused" : "playing");
  }

  /** @param {keyof typeof TOGGLES} state */
  #enter(state) {
    const { picture, label } = TOGGLES[state];
    this.controls.hidden = state === "problem";
    setAttributes(this.toggler, { "aria-label": this.#text(label), title: this.#text(label) });
    if (this.element.dataset.state === state && this.toggler.firstChild) return;
    this.element.dataset.state = state;
    this.toggler.replaceChildren(icon(picture));
    this.on.state(state);
  }

  #showTime() {
    const { audio, position } = this;
    const length = Number.isFinite(audio.duration) ? audio.duration : 0;
    position.max = String(Math.ceil(length));
    if (!this.#isDragged) position.value = String(Math.round(audio.currentTime));
    const [at, end] = [clock(this.#isDragged ? Number(position.value) : audio.currentTime), clock(length)];
    this.time.textContent = `${at} / ${end}`;
    setAttributes(position, { "aria-valuetext": this.#text("player_time", { at, length: end }) });
  }
}
