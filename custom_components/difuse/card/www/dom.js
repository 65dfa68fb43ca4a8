// Elements without a template library: few, plain, and reused.

/** Make an element; `undefined` and `false` attributes are left out, `null` children too. */
export const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  setAttributes(element, attributes);
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

export const setAttributes = (element, attributes) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === undefined || value === false || value === null) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
};

/** A picture out of Home Assistant's icons; what it says is said in words beside it. */
export const icon = (name, className) =>
  make("ha-icon", { icon: `mdi:${name}`, class: className, "aria-hidden": "true" });

/** Show these children in this order, and move no element that is in its place already. */
export const arrange = (parent, children) => {
  const wanted = new Set(children);
  for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
  let place = parent.firstElementChild;
  for (const child of children) {
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
};
