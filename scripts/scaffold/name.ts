// Names of new rooms and protocols, in the spellings that templates use.

export interface Name {
  readonly kebab: string
  readonly camel: string
  readonly pascal: string
  readonly constant: string
  /** As a sentence begins: `Spare parts`. */
  readonly title: string
}

const VAGUE = /(^|-)(utils?|helpers?|common|manager|misc|stuff|index|test)(-|$)/

/** Parses a name; throws a RangeError that says what a name looks like. */
export function nameOf(text: string | undefined): Name {
  if (text === undefined || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(text) || text.length > 30) {
    throw new RangeError(
      `a name is lower case with hyphens and at most 30 characters, such as spare-parts; not ${text}`,
    )
  }
  if (VAGUE.test(text)) throw new RangeError(`${text} does not say what it does`)
  const words = text.split('-')
  const pascal = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  const camel = pascal.charAt(0).toLowerCase() + pascal.slice(1)
  const plain = words.join(' ')
  const constant = words.join('_').toUpperCase()
  return { kebab: text, camel, pascal, constant, title: plain.charAt(0).toUpperCase() + plain.slice(1) }
}
