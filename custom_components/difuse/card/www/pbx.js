// Which PBX is meant, out of what the frontend knows of entities and devices.

/** @import { Hass } from "./types.js" */

const PLATFORM = "difuse";

/**
 * Whether an entity is of this integration.
 * @param {Partial<Hass> | null | undefined} hass
 * @param {string} entityId
 */
const isOurs = (hass, entityId) => hass?.entities?.[entityId]?.platform === PLATFORM;

/**
 * Return the first event entity with calls of a PBX, of all those known or of these.
 * @param {Partial<Hass> | null | undefined} hass
 * @param {string[]} [entityIds]
 */
export const callEventOf = (hass, entityIds = Object.keys(hass?.entities ?? {})) =>
  entityIds.find((id) => id.startsWith("event.") && isOurs(hass, id));

/**
 * Return what a card begins with in the list of cards: the PBX of the entities offered, else any.
 * @param {Hass} hass
 * @param {string[]} [entities]
 * @param {string[]} [others]
 */
export const stubOf = (hass, entities = [], others = []) => {
  const entity = callEventOf(hass, [...entities, ...others]) ?? callEventOf(hass);
  return entity ? { entity } : {};
};

/**
 * Return the config entry of the PBX that a configuration means; the only one needs no naming.
 * @param {Partial<Hass>} hass
 * @param {{ entity?: string | undefined, entry_id?: string | undefined }} config
 */
export const entryOf = (hass, config) => {
  if (config.entry_id) return config.entry_id;
  const entityId = config.entity ?? callEventOf(hass);
  if (!entityId || !isOurs(hass, entityId)) return undefined;
  const device = hass.devices?.[hass.entities?.[entityId]?.device_id ?? ""];
  return device?.config_entry_id ?? device?.primary_config_entry ?? device?.config_entries?.[0];
};

/** Finds the PBX that a configuration means, anew whenever entities or devices are others. */
export class MeantPbx {
  /** @type {{ entities?: unknown, devices?: unknown }} */ #seen = {};
  /** @type {string | undefined} */ #entryId;

  /**
   * Return its config entry.
   * @param {Partial<Hass>} hass
   * @param {{ entity?: string | undefined, entry_id?: string | undefined }} config
   */
  entryOf(hass, config) {
    const { entities, devices } = hass;
    if (entities !== this.#seen.entities || devices !== this.#seen.devices) {
      this.#seen = { entities, devices };
      this.#entryId = entryOf(hass, config);
    }
    return this.#entryId;
  }

  /** Another configuration counts. */
  forget() {
    this.#seen = {};
    this.#entryId = undefined;
  }
}

/**
 * Return the event entity of the PBX that an entity of ours belongs to, if there is one; null for others' entities.
 * @param {Partial<Hass> | null | undefined} hass
 * @param {string} entityId
 */
export const callEventBeside = (hass, entityId) => {
  if (!isOurs(hass, entityId)) return null;
  const entities = hass?.entities ?? {};
  const device = entities[entityId]?.device_id;
  const beside = Object.keys(entities).filter((id) => entities[id]?.device_id === device);
  return { event: callEventOf(hass, beside) };
};
