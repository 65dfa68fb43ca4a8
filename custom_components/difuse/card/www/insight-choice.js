// One of a few: a control in segments. It is made of radio buttons, so keys and screen readers know it.

import { make } from "./dom.js";

let groups = 0;

/**
 * @param {object} given
 * @param {string} given.label
 * @param {{ value: string, label: string }[]} given.options
 * @param {(value: string) => void} given.chosen is called when somebody has chosen
 */
export const makeChoice = ({ label, options, chosen }) => {
  const name = `choice-${(groups += 1)}`;
  const inputs = options.map(({ value }) => {
    const onchange = () => chosen(value);
    return /** @type {HTMLInputElement} */ (make("input", { type: "radio", name, value, onchange }));
  });
  const labels = options.map(({ label: said }, index) =>
    make("label", {}, inputs[index], make("span", {}, said)),
  );
  return {
    element: make("div", { class: "choice", role: "radiogroup", "aria-label": label }, ...labels),
    /** @param {string} value */
    choose: (value) => inputs.forEach((input) => (input.checked = input.value === value)),
  };
};
