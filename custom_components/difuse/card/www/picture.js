// A picture of the dashboard, in the theme's colours: a list of callers, a chart, and rows of calls.

const SVG = "http://www.w3.org/2000/svg";
const CARD = "var(--ha-card-background, var(--card-background-color, #fff))";
const LINE = "var(--divider-color)";
const TEXT = "color-mix(in srgb, var(--primary-text-color) 30%, transparent)";
const COLOURS = ["var(--error-color)", "var(--success-color)", "var(--info-color)", "var(--success-color)"];
const BARS = [18, 30, 26, 40, 34, 22, 12];

/** @param {string} name @param {Record<string, string | number>} attributes */
const shape = (name, attributes) => {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
};

/** @param {number} x @param {number} y @param {number} width @param {number} height @param {string} fill */
const box = (x, y, width, height, fill) => shape("rect", { x, y, width, height, fill, rx: 3 });

/** @param {number} x @param {number} y @param {number} width @param {number} height */
const card = (x, y, width, height) => shape("rect", { x, y, width, height, fill: CARD, stroke: LINE, rx: 8 });

/** @param {number} x @param {number} y @param {number} width @param {string} colour */
const row = (x, y, width, colour) => [
  shape("circle", { cx: x + 9, cy: y + 9, r: 9, fill: colour, "fill-opacity": 0.7 }),
  box(x + 26, y + 2, width * 0.45, 6, TEXT),
  box(x + 26, y + 12, width * 0.3, 4, LINE),
];

export const makePicture = () => {
  const picture = shape("svg", { viewBox: "0 0 320 168", "aria-hidden": "true" });
  const calls = Array.from({ length: 5 }, (_, index) =>
    row(180, 26 + index * 26, 120, COLOURS[(index + 1) % COLOURS.length] ?? TEXT),
  );
  picture.append(
    box(0, 0, 320, 168, "var(--primary-background-color)"),
    ...[card(12, 12, 148, 66), card(12, 86, 148, 70), card(168, 12, 140, 144)],
    ...row(22, 24, 120, "var(--error-color)"),
    ...row(22, 50, 120, "var(--error-color)"),
    ...BARS.map((height, index) => box(24 + index * 18, 146 - height, 12, height, "var(--primary-color)")),
    ...calls.flat(),
  );
  return picture;
};
