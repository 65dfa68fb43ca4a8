// The dashboard: Home Assistant asks for its views whenever it is opened, so they have what is there by then.

import { offerDashboard } from "./offer.js";
import { loadTexts, textOf } from "./text.js";
import { pbxViews } from "./views.js";

/** @import { Pbx } from "./views.js" */
/** @import { Hass, Text } from "./types.js" */

const STRATEGY = "difuse";
export const DASHBOARD = `custom:${STRATEGY}`;
export const DASHBOARD_ICON = "mdi:phone";

/** @param {Hass} hass @returns {Promise<Text>} */
const textIn = async (hass) => {
  const localize = await loadTexts(hass).catch(() => undefined);
  return (key, values) => textOf(localize, key, values) || key;
};

/** Which PBXs the user may see; none where nobody can say: cards find the only one by themselves. @param {Hass} hass */
const pbxsOf = async (hass) => {
  try {
    return /** @type {Pbx[]} */ (await hass.connection.sendMessagePromise({ type: "difuse/pbxs" }));
  } catch {
    return [];
  }
};

class DifuseDashboard extends HTMLElement {
  /** There is nothing to choose: whoever edits the dashboard takes it over as it is. */
  static noEditor = true;

  /** @param {object} _config @param {Hass} hass */
  static async generate(_config, hass) {
    const [text, pbxs] = await Promise.all([textIn(hass), pbxsOf(hass)]);
    return { views: pbxViews(pbxs, hass, text) };
  }

  /** What a new dashboard is called unless the user calls it otherwise. @param {Hass} hass */
  static async getCreateSuggestions(hass) {
    const text = await textIn(hass);
    return { title: text("dashboard"), icon: DASHBOARD_ICON };
  }
}

const ELEMENT = `ll-strategy-dashboard-${STRATEGY}`;
if (!customElements.get(ELEMENT)) {
  customElements.define(ELEMENT, DifuseDashboard);
  offerDashboard({
    type: STRATEGY,
    key: "dashboard_name",
    about: "dashboard_about",
    chapter: "the-dashboard",
  });
}
