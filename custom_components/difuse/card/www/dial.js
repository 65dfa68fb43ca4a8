// Which numbers a telephone may be given.

/** What has letters in it can't be dialled; with * or #, or in two digits, it would be a command to the phone. */
const DIALABLE = /^\+?\d{3,}$/;

/** @param {string} number */
export const isDialable = (number) => DIALABLE.test(number);
