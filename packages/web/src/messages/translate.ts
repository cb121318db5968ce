// Turns a message key and its values into a sentence. Catalogs are ICU messages by room; English is the first.
import { IntlMessageFormat } from 'intl-messageformat'
import { CATALOG, type MessageKey } from './catalog/index.ts'

export type { MessageKey } from './catalog/index.ts'
export type Values = Readonly<Record<string, string | number>>

const LOCALE = 'en'
const compiled = new Map<MessageKey, IntlMessageFormat>()

/** The sentence of a key. Throws when a value that the message names is missing. */
export function t(key: MessageKey, values: Values = {}): string {
  let message = compiled.get(key)
  if (message === undefined) {
    message = new IntlMessageFormat(CATALOG[key], LOCALE, undefined, { ignoreTag: true })
    compiled.set(key, message)
  }
  return String(message.format(values))
}

/** The sentence of a key that is made from data, or null when the catalog has none. */
export function findMessage(key: string, values: Values = {}): string | null {
  return key in CATALOG ? t(key as MessageKey, values) : null
}
