// Elements without a template library: few, plain, and reused.

/** @typedef {string | number | boolean | null | undefined | ((event: Event) => unknown)} Attribute */

/**
 * An element of HTML by its tag; of Home Assistant's own ones only that is known which all have.
 * @template {string} Tag
 * @typedef {Tag extends keyof HTMLElementTagNameMap ? HTMLElementTagNameMap[Tag] : HTMLElement} ElementOf
 */

/**
 * Make an element; `undefined` and `false` attributes are left out, `null` children too.
 * @template {string} Tag
 * @param {Tag} tag
 * @param {Record<string, Attribute>} attributes
 * @param {(Node | string | null | undefined)[]} children
 */
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.flatMap((child) => child || []));
  return /** @type {ElementOf<Tag>} */ (element);
};

/**
 * Give an element attributes; `undefined`, `null` and `false` take one away, a function listens.
 * @param {Element} element
 * @param {Record<string, Attribute>} attributes
 */
export const setAttributes = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice("on".length), value);
    else if (value === undefined || value === false || value === null) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
};

/**
 * A picture out of Home Assistant's icons; what it says is said in words beside it.
 * @param {string} name
 * @param {string} [className]
 */
export const icon = (name, className) =>
  make("ha-icon", { icon: `mdi:${name}`, class: className, "aria-hidden": "true" });

/**
 * Show these children in this order, and move no element that is in its place already.
 * @param {Element} parent
 * @param {Element[]} children
 */
export const arrange = (parent, children) => {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const child of children) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
};
