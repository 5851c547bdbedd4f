import { LANGUAGE } from '../words/language.ts'

/** The words of customers, their promises and accounts. They come with these pages and not with the first load. */
export const customers =
  LANGUAGE === 'de'
    ? (await import('../words/customers.de.ts')).customers
    : (await import('../words/customers.en.ts')).customers
