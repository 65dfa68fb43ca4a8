// Who is at the other end of a call: name, number as people here write it, picture.

import { icon, make } from "./dom.js";

/** @import { Call, PeopleByNumber, Person } from "./types.js" */

/** What is known of people besides what calls say of them, by their numbers. */
export class People {
  /** @type {Map<string, Person>} */
  #known = new Map();

  /**
   * Take over what came beside calls.
   * @param {Call[]} calls
   * @param {PeopleByNumber | undefined} people
   */
  take(calls, people) {
    for (const { other_number: number } of calls) {
      // Callers choose numbers: one may be called like what every object has.
      const person = people && Object.hasOwn(people, number) ? people[number] : undefined;
      if (person) this.#known.set(number, person);
      else this.#known.delete(number);
    }
  }

  /** @param {Call} call */
  of(call) {
    return this.#known.get(call.other_number);
  }
}

/** @param {string} text */
const digits = (text) => text.replace(/[\s()./-]/g, "").replace(/^(\+|00)/, "");

/**
 * The one on the other end: who called, or who was called; a name that is but the number is none.
 * @param {Call} call
 * @param {Person | undefined} [person]
 */
export const otherEnd = (call, person) => {
  const number = call.other_number;
  const shown = person?.shown || number;
  const name = call.other_name ?? "";
  const isNumber = [number, shown].some((one) => digits(one) === digits(name));
  return { name: isNumber ? "" : name, number, shown };
};

/**
 * Whether somebody looks the same in a row; a picture's address changes by itself.
 * @param {Person | undefined} one
 * @param {Person | undefined} other
 */
export const isSamePerson = (one, other) =>
  one?.shown === other?.shown && !one?.photo === !other?.photo && one?.unwanted === other?.unwanted;

/**
 * The first letters of the first and the last word that begin with one.
 * @param {string} name
 */
const initialsOf = (name) => {
  const letters = name
    .normalize("NFC")
    .split(/\s+/)
    .flatMap((word) => /^[\p{L}\p{N}]/u.exec(word)?.[0] ?? []);
  return (
    letters.length > 1 ? `${letters[0]}${letters[letters.length - 1]}` : (letters[0] ?? "")
  ).toUpperCase();
};

/**
 * The colour of somebody, as a hue: it is always the same.
 * @param {string} who
 */
export const hueOf = (who) => {
  let hash = 0;
  for (const letter of who) hash = (Math.imul(hash, 31) + (letter.codePointAt(0) ?? 0)) >>> 0;
  // Neighbouring numbers are to look unlike: the golden angle takes them apart.
  return Math.round((hash % 1009) * 137.508) % 360;
};

/**
 * Make somebody's picture, or initials; `renew` has one that isn't there yet come from another address.
 * @param {{ name: string, number: string }} who
 * @param {string | null | undefined} photo
 */
export const makeAvatar = ({ name, number }, photo) => {
  const avatar = make("span", { class: "avatar" }, initialsOf(name) || icon("account"));
  const who = number || name;
  if (who) avatar.style.setProperty("--hue", String(hueOf(who)));
  else avatar.classList.add("nobody");
  if (!photo) return { avatar, renew: () => undefined };
  let isLoaded = false;
  /** @type {HTMLImageElement} */
  const picture = make("img", {
    alt: "",
    loading: "lazy",
    onload: () => (isLoaded = true),
    onerror: () => (picture.hidden = true),
    src: photo,
  });
  avatar.append(picture);
  const renew = (/** @type {string} */ latest) => {
    if (isLoaded || picture.getAttribute("src") === latest) return;
    picture.hidden = false;
    picture.src = latest;
  };
  return { avatar, renew };
};
