// Which numbers a telephone may be given.

/** What has letters in it can't be dialled; with * or #, or in two digits, it would be a command to the phone. */
const DIALABLE = /^\+?\d{3,}$/;

/**
 * Whether a phone may be sent to a number that a caller chose.
 * @param {string} number
 */
export const isDialable = (number) => DIALABLE.test(number);
