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

/** Where nobody can say which PBXs there are: cards find the only one by themselves. @type {Pbx} */
const ANY = { entry_id: "", title: "", has_books: true, has_recordings: false };

/** While Home Assistant starts, the integration may come later than the page. */
const LOOK_AGAIN = 1_000;
const MOST_LOOKS = 30;

/** Which PBXs the user may see. @param {Hass} hass @returns {Promise<Pbx[]>} */
const pbxsOf = async (hass, looks = MOST_LOOKS) => {
  try {
    return await hass.connection.sendMessagePromise({ type: "difuse/pbxs" });
  } catch (problem) {
    const { code } = /** @type {{ code?: unknown }} */ (Object(problem));
    if (code !== "unknown_command" || looks === 0) return [ANY];
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    return pbxsOf(hass, looks - 1);
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
