// The dashboard among those of Home Assistant: whether it is there, and how it gets there.

import { DASHBOARD, DASHBOARD_ICON } from "./strategy.js";

/** @import { Hass } from "./types.js" */

export const DASHBOARD_PATH = "difuse-calls";

/** @param {Hass} hass @returns {Promise<boolean>} */
export const hasDashboard = async ({ connection }) => {
  /** @type {{ url_path: string }[]} */
  const known = await connection.sendMessagePromise({ type: "lovelace/dashboards/list" });
  return known.some(({ url_path }) => url_path === DASHBOARD_PATH);
};

/**
 * Add the dashboard to the sidebar. One that is there by now, perhaps without its views, is made whole.
 * @param {Hass} hass
 * @param {string} title
 */
export const addDashboard = async (hass, title) => {
  const { connection } = hass;
  const here = { url_path: DASHBOARD_PATH };
  if (!(await hasDashboard(hass))) {
    const how = { title, icon: DASHBOARD_ICON, show_in_sidebar: true, require_admin: false };
    await connection.sendMessagePromise({ type: "lovelace/dashboards/create", ...here, ...how });
  }
  const config = { strategy: { type: DASHBOARD } };
  await connection.sendMessagePromise({ type: "lovelace/config/save", ...here, config });
};

/** Go to a page of Home Assistant, as its own links do. @param {string} path */
export const goTo = (path) => {
  history.pushState(null, "", path);
  window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
};
