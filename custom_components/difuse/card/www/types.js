// What the modules hand each other, for tsc only: nothing here runs.
// Import a type where it is needed: /** @import { Call } from "./types.js" */

/**
 * A call, as `CallDict` in cdr/call.py has it.
 * @typedef {object} Call
 * @property {string} call_id
 * @property {number} db_id
 * @property {"inbound" | "outbound" | "internal"} direction
 * @property {string} disposition
 * @property {boolean} missed
 * @property {string} caller_number
 * @property {string} caller_name
 * @property {string} called_number
 * @property {string | null} answered_by
 * @property {string[]} extensions
 * @property {string} started_at ISO 8601, in UTC
 * @property {string | null} answered_at
 * @property {string} ended_at
 * @property {number} duration seconds, as all durations
 * @property {number} ring_duration
 * @property {number} talk_duration
 * @property {boolean} has_recording
 * @property {number} legs
 * @property {string[]} call_ids
 * @property {string} other_number
 * @property {string | null} other_name
 * @property {string[]} groups
 * @property {string | null} location
 * @property {string | null} answered_by_name
 * @property {string} reached
 * @property {string | null} handled
 */

/**
 * Somebody at the other end of calls, as `PersonDict` in card/people.py.
 * @typedef {object} Person
 * @property {string} shown
 * @property {string | null} photo
 * @property {boolean} unwanted
 */

/** @typedef {Record<string, Person>} PeopleByNumber */

/**
 * One step of the way that a call went, as `Step` in cdr/calls.
 * @typedef {object} Step
 * @property {string} kind
 * @property {string} number
 * @property {string} by
 * @property {number} seconds
 * @property {number} phones how many rang together
 */

/**
 * What difuse/calls/subscribe sends, as `CallsEvent` in card/websocket.py.
 * @typedef {object} CallsEvent
 * @property {boolean} available
 * @property {Call[]} calls
 * @property {PeopleByNumber} people
 * @property {Record<string, string>} names
 * @property {number} edition
 * @property {boolean} history
 * @property {number} imported
 * @property {number} new_missed
 * @property {string[]} unseen
 */

/**
 * What difuse/calls/find answers, as `FoundEvent` in card/websocket.py.
 * @typedef {object} FoundCalls
 * @property {Call[]} calls
 * @property {PeopleByNumber} people
 * @property {boolean} more
 */

/**
 * What difuse/calls/find is asked for, besides the PBX.
 * @typedef {object} WantedCalls
 * @property {string} [text]
 * @property {string} [start]
 * @property {string} [before]
 * @property {boolean} [missed]
 * @property {string} [extension]
 * @property {string} [group]
 * @property {string[]} [disposition]
 * @property {string} [number]
 * @property {boolean} [recorded]
 * @property {Call["direction"]} [direction]
 * @property {number} [limit]
 */

/** @typedef {(wanted: WantedCalls) => Promise<FoundCalls>} Find */

/** @typedef {"all" | "missed" | "inbound" | "outbound" | "internal"} FilterName */

/**
 * The configuration of the call log, with what it left out filled in.
 * @typedef {object} CardConfig
 * @property {string} type
 * @property {string} [entity]
 * @property {string} [entry_id]
 * @property {string} [title]
 * @property {number} rows
 * @property {FilterName} filter
 * @property {boolean} show_filters
 * @property {boolean} show_search
 * @property {boolean} show_details
 * @property {boolean} show_recordings
 * @property {boolean} show_dial
 * @property {boolean} show_older
 * @property {{ rows?: number | "auto", columns?: number | "full" }} [grid_options]
 */

/** @typedef {Record<string, string | number | null | undefined>} TextValues */

/**
 * Home Assistant's own: a text by its whole key, "" if there is none.
 * @typedef {(key: string, values?: TextValues) => string} Localize
 */

/**
 * A text of ours by its key without "card_"; its values fill its placeholders.
 * @typedef {(key: string, values?: TextValues) => string} Text
 */

/** @typedef {ReturnType<typeof import("./format.js").formatterFor>} Formatter */

/**
 * What an extension is called; without a name the second argument, else the number itself.
 * @typedef {(number: string, otherwise?: string) => string} NameOf
 */

/**
 * What the frontend's `hass` has of what is used here.
 * @typedef {object} Hass
 * @property {string} language
 * @property {Locale} [locale]
 * @property {{ time_zone: string }} [config]
 * @property {Record<string, EntityEntry>} entities
 * @property {Record<string, DeviceEntry>} devices
 * @property {Record<string, { state: string } | undefined>} [states]
 * @property {Connection} connection
 * @property {{ is_admin: boolean }} [user]
 * @property {Record<string, unknown>} [panels] by their paths
 * @property {{ translations: Record<string, { isRTL?: boolean }> }} [translationMetadata]
 * @property {Localize} localize
 * @property {(category: string, domain: string) => Promise<Localize>} loadBackendTranslation
 * @property {CallService} callService
 * @property {(path: string, init?: RequestInit) => Promise<Response>} fetchWithAuth
 * @property {(path: string) => string} [hassUrl]
 */

/**
 * The user's profile.
 * @typedef {object} Locale
 * @property {string} language
 * @property {"language" | "system" | "12" | "24"} [time_format]
 * @property {"local" | "server"} [time_zone]
 * @property {string} [number_format]
 * @property {string} [first_weekday]
 */

/**
 * What is known of an entity now.
 * @typedef {object} EntityState
 * @property {string} entity_id
 * @property {string} state
 * @property {Record<string, unknown>} attributes
 */

/**
 * @typedef {object} EntityEntry
 * @property {string} platform
 * @property {string} [translation_key]
 * @property {string} [device_id]
 */

/**
 * Which config entry a device is of is said in other words by each release.
 * @typedef {object} DeviceEntry
 * @property {string} [config_entry_id]
 * @property {string | null} [primary_config_entry]
 * @property {string[]} [config_entries]
 * @property {string | null} [name]
 * @property {string | null} [name_by_user]
 * @property {string | null} [via_device_id]
 */

/**
 * @typedef {object} Connection
 * @property {<T>(take: (event: T) => void, message: object) => Promise<() => void>} subscribeMessage
 * @property {<T>(message: object) => Promise<T>} sendMessagePromise
 * @property {(event: "ready", follower: () => void) => void} [addEventListener]
 * @property {(event: "ready", follower: () => void) => void} [removeEventListener]
 */

/**
 * The last two are a target, and whether the frontend notifies of a failure.
 * @callback CallService
 * @param {string} domain
 * @param {string} service
 * @param {object} data
 * @param {object} [target]
 * @param {boolean} [isNotified]
 * @returns {Promise<unknown>}
 */

export {};
