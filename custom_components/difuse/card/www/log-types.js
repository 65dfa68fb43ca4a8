// What the modules of the call log hand each other, for tsc only: nothing here runs.

/** @import { Call, FilterName, Formatter, NameOf, Step, Text } from "./types.js" */

/**
 * Which calls somebody asks for in the card; "" and false say nothing.
 * @typedef {object} Asked
 * @property {FilterName} kind
 * @property {string} text what was typed
 * @property {string} extension
 * @property {string} group
 * @property {string} outcome a disposition
 * @property {string} number all calls of somebody
 * @property {string} [who] who that is
 * @property {boolean} recorded
 * @property {string} day the last one, as 2026-01-31
 */

/**
 * What happens in the card.
 * @typedef {object} ViewEvents
 * @property {(changes: Partial<Asked>) => void} ask
 * @property {() => Promise<{ extensions: string[], groups: string[] }>} choices
 * @property {() => void} seen all missed calls are taken as seen
 * @property {(call: Call) => void} done those of this caller
 * @property {() => void} older
 * @property {() => void} retry
 * @property {(call: Call, about: { who: string, when: string }) => void} play
 * @property {(call: Call) => Promise<{ steps: Step[], recorded: string[] }>} way
 * @property {() => void} save
 * @property {(message: string) => void} say
 * @property {(call: Call) => void} allOf
 * @property {((call: Call) => void) | undefined} automate
 * @property {(path: string) => string} url
 */

/**
 * What rows and their details are made with; `show` is what the configuration wants.
 * @typedef {object} RowTools
 * @property {Text} text
 * @property {Formatter} format
 * @property {NameOf} nameOf
 * @property {{ details: boolean, recordings: boolean, dial: boolean }} show
 * @property {(path: string) => string} url
 * @property {ViewEvents["way"]} way
 * @property {(line: import("./fold.js").Line) => void} toggle
 * @property {(call: Call) => void} done
 * @property {(call: Call) => void} play
 * @property {ViewEvents} on
 */

export {};
