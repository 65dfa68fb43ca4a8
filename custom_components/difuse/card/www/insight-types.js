// What the command difuse/insight answers, and what shows it, for tsc only: nothing here runs.

/** @import { Text } from "./types.js" */

/**
 * What came of the calls of some time. `missed` and `answered` are of inbound calls; `answer_rate` is in percent,
 * `ring` the mean of seconds, `talk` their sum.
 * @typedef {object} Figures
 * @property {number} calls
 * @property {number} inbound
 * @property {number} outbound
 * @property {number} answered
 * @property {number} missed
 * @property {number | null} answer_rate
 * @property {number | null} ring
 * @property {number} talk
 */

/**
 * One local day, as "2026-11-28".
 * @typedef {object} Day
 * @property {string} day
 * @property {number} answered
 * @property {number} missed
 * @property {number} outbound
 * @property {number | null} ring
 * @property {number} talk
 */

/** @typedef {{ inbound: number, missed: number }} Hour */

/**
 * @typedef {object} Period
 * @property {string} start
 * @property {string} end
 * @property {number} days
 * @property {Figures} total
 * @property {Figures | null} before
 * @property {string | null} since
 */

/**
 * @typedef {object} Caller
 * @property {string} number
 * @property {string} shown
 * @property {string | null} name
 * @property {number} calls
 * @property {number} answered
 * @property {number} missed
 * @property {number} talk
 */

/**
 * Somebody who rang at least three times within a day: on how many days, and how often at most.
 * @typedef {object} Repeated
 * @property {string} number
 * @property {string} shown
 * @property {string | null} name
 * @property {number} calls
 * @property {number} days
 */

/**
 * @typedef {object} Extension
 * @property {string} number
 * @property {string | null} name
 * @property {number} calls
 * @property {number} answered
 * @property {number} missed
 * @property {number} talk
 * @property {number} share
 */

/**
 * @typedef {object} Insight
 * @property {string} now
 * @property {string} time_zone
 * @property {Period} period
 * @property {Hour[][]} week
 * @property {Day[]} by_day
 * @property {Caller[]} callers
 * @property {Repeated[]} repeated
 * @property {Extension[]} extensions
 * @property {{ hours: number[] }} quiet
 */

/**
 * What a part of the view writes with: words, and numbers and times as the user's profile wants them.
 * @typedef {object} Tools
 * @property {Text} text
 * @property {ReturnType<typeof import("./insight-format.js").insightFormatFor>} format
 */

/**
 * A part of the view: made once, and shown anew with each answer.
 * @typedef {object} Part
 * @property {HTMLElement} element
 * @property {(insight: Insight) => void} show
 * @property {(days: number) => void} [choose]
 */

export {};
