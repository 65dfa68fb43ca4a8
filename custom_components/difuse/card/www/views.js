// The views of the dashboard: for each PBX what is to be done now, and what its calls say in figures.

/** @import { DeviceEntry, Hass, Text } from "./types.js" */

/**
 * A PBX, as `PbxDict` in card/pbxs.py.
 * @typedef {object} Pbx
 * @property {string} entry_id
 * @property {string} title
 * @property {boolean} has_books
 * @property {boolean} has_recordings
 */

/** @typedef {{ type: string } & Record<string, unknown>} Card */

const MOST_COLUMNS = 2;
const INTEGRATION = "/config/integrations/integration/difuse";

/** The cards of the Insight view, below the one that chooses the period, by column. */
const FIGURES = [
  ["heat_map", "callers", "extensions", "quiet"],
  ["days", "times", "repeated"],
];

/**
 * Return the views of the dashboard. Where no PBX is known, the first card says why.
 * @param {Pbx[]} pbxs
 * @param {Hass} hass
 * @param {Text} text
 */
export const pbxViews = (pbxs, hass, text) => {
  const [only, ...others] = pbxs;
  if (!only) return [view(text("dashboard_now"), "now", [[{ type: "custom:difuse-callbacks-card" }]])];
  if (others.length === 0) return viewsOf(only, hass, text, { name: (what) => what, path: "" });
  return pbxs.flatMap((pbx) => {
    const name = (/** @type {string} */ what) => text("dashboard_of", { pbx: pbx.title, what });
    return viewsOf(pbx, hass, text, { name, path: `${pbx.entry_id.toLowerCase()}-` });
  });
};

/**
 * @param {Pbx} pbx
 * @param {Hass} hass
 * @param {Text} text
 * @param {{ name: (what: string) => string, path: string }} called
 */
const viewsOf = (pbx, hass, text, { name, path }) => [
  view(name(text("dashboard_now")), `${path}now`, nowColumns(pbx, hass, text)),
  insightView(name(text("dashboard_insight")), `${path}insight`, pbx),
];

/** @param {string} title @param {string} path @param {Card[][]} columns */
const view = (title, path, columns) => ({
  type: "sections",
  title,
  path,
  max_columns: MOST_COLUMNS,
  sections: columns.map((cards) => ({ type: "grid", cards })),
});

/** @param {Pbx} pbx @param {Hass} hass @param {Text} text @returns {Card[][]} */
const nowColumns = (pbx, hass, text) => {
  const { entry_id } = pbx;
  return [
    [
      { type: "custom:difuse-callbacks-card", entry_id },
      { type: "custom:difuse-today-card", entry_id },
      ...extensionCards(pbx, hass, text),
      ...recordings(pbx, text),
      ...hints(pbx, hass, text),
    ],
    [{ type: "custom:difuse-call-log-card", entry_id, grid_options: { columns: 12, rows: 13 } }],
  ];
};

/** @param {string} title @param {string} path @param {Pbx} pbx */
const insightView = (title, path, { entry_id }) => {
  const card = (/** @type {string} */ show) => ({ type: "custom:difuse-insight-card", show, entry_id });
  const { sections, ...rest } = view(
    title,
    path,
    FIGURES.map((column) => column.map(card)),
  );
  const top = {
    type: "grid",
    column_span: MOST_COLUMNS,
    cards: [{ ...card("period"), grid_options: { columns: "full" } }],
  };
  return { ...rest, sections: [top, ...sections] };
};

/** The day of each extension that the user added. @param {Pbx} pbx @param {Hass} hass @param {Text} text */
const extensionCards = (pbx, hass, text) => {
  const tiles = extensionsOf(pbx, hass).flatMap(({ name, entity }) =>
    entity ? [{ type: "tile", entity, name, icon: "mdi:phone-classic", grid_options: { columns: 6 } }] : [],
  );
  if (tiles.length === 0) return [];
  return [{ type: "heading", heading: text("dashboard_extensions"), icon: "mdi:account-group" }, ...tiles];
};

/** @param {Pbx} pbx @param {Hass} hass */
const extensionsOf = ({ entry_id }, hass) =>
  Object.entries(hass.devices ?? {})
    .filter(([, device]) => device.via_device_id && isOf(device, entry_id))
    .map(([id, device]) => ({ name: device.name_by_user || device.name || "", entity: callsToday(id, hass) }))
    .sort((one, other) => one.name.localeCompare(other.name, hass.language, { numeric: true }));

/** @param {DeviceEntry} device @param {string} entryId */
const isOf = ({ config_entry_id, primary_config_entry, config_entries }, entryId) =>
  [config_entry_id, primary_config_entry, ...(config_entries ?? [])].includes(entryId);

/** @param {string} deviceId @param {Hass} hass */
const callsToday = (deviceId, { entities }) =>
  Object.keys(entities).find((id) => {
    const { platform, device_id, translation_key } = entities[id] ?? {};
    return platform === "difuse" && device_id === deviceId && translation_key === "calls_today";
  });

/** Where recordings are, if there are any. @param {Pbx} pbx @param {Text} text */
const recordings = ({ entry_id, has_recordings }, text) => {
  if (!has_recordings) return [];
  const place = encodeURIComponent(`app,media-source://difuse/${entry_id}`);
  const tap_action = { action: "navigate", navigation_path: `/media-browser/browser/${place}` };
  const heading = text("dashboard_recordings");
  return [{ type: "heading", heading, icon: "mdi:play-circle-outline", tap_action }];
};

/** What would make more of it, for those who may change it. @param {Pbx} pbx @param {Hass} hass @param {Text} text */
const hints = ({ has_books }, hass, text) => {
  if (has_books || !hass.user?.is_admin) return [];
  const content = `${text("dashboard_no_books")} [${text("dashboard_add_book")}](${INTEGRATION})`;
  return [{ type: "markdown", text_only: true, content }];
};
