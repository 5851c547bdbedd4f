/** The language of the pages; it decides how money, numbers and days are written. */
export const LOCALE = 'en-US'
