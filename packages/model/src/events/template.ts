// Templates of messages: `Failed password for {user*} from {ip} port {port} ssh2`. Words are sought, nothing goes back: a message costs
// its length once, whatever stands in it. A hole with `*` reaches to the last place where the next word stands, so that a name that
// holds the word cannot pass for what follows it.
import type { Fields } from './fields.ts'

interface Hole {
  readonly name: string
  readonly isGreedy: boolean
  /** What stands behind it; empty at the end. */
  readonly behind: string
}

export interface Template {
  readonly opening: string
  readonly holes: readonly Hole[]
}

/** Longest message that is taken apart. */
const LONGEST = 16_384

export function templateOf(text: string): Template {
  const parts = text.split(/\{([a-zA-Z_][\w.]*\*?)\}/)
  const holes: Hole[] = []
  for (let at = 1; at < parts.length; at += 2) {
    const name = parts[at]!
    holes.push({ name: name.replace('*', ''), isGreedy: name.endsWith('*'), behind: parts[at + 1]! })
  }
  return { opening: parts[0]!, holes }
}

/** Adds what stands in the holes; false, and nothing added, when the message is not of the template. */
export function takeApart(message: string, { opening, holes }: Template, fields: Fields): boolean {
  if (!message.startsWith(opening) || message.length > LONGEST) return false
  let at = opening.length
  const said: string[] = []
  for (let index = 0; index < holes.length; index++) {
    const { behind, isGreedy } = holes[index]!
    const isLast = index === holes.length - 1
    let end: number
    if (behind === '') end = isLast ? message.length : -1
    else if (isLast && !isGreedy) end = message.endsWith(behind) ? message.length - behind.length : -1
    else end = isGreedy ? message.lastIndexOf(behind) : message.indexOf(behind, at)
    if (end < at) return false
    said.push(message.slice(at, end))
    at = end + behind.length
  }
  if (at !== message.length) return false
  for (let index = 0; index < holes.length; index++) fields[holes[index]!.name] = said[index]
  return true
}
