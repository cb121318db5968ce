// Ids as an address writes them: with commas between them, each in percent-encoding so that it may hold a comma.
import { z } from 'zod'

export const MOST_LETTERS = 16_000

/** 1 to `most` ids, each once. */
export function idList(most: number) {
  return z
    .string()
    .min(1)
    .max(MOST_LETTERS)
    .transform((text, context): readonly string[] => {
      const ids = text.split(',').map(decodedId)
      const known = ids.filter((id) => id !== null && id !== '')
      if (known.length === ids.length && known.length <= most) return [...new Set(known)] as readonly string[]
      context.addIssue({ code: 'custom', message: `not 1 to ${most} ids with commas between them` })
      return z.NEVER
    })
}

export function writeIds(ids: readonly string[]): string {
  return ids.map((id) => encodeURIComponent(id)).join(',')
}

/** What an address of a page names, each once; what is no percent-encoding is taken as it stands, and refused when it is asked for. */
export function readIds(text: string | undefined): readonly string[] {
  const ids = (text ?? '').split(',').filter((id) => id !== '')
  try {
    return [...new Set(ids.map(decodeURIComponent))]
  } catch {
    return ids
  }
}

/** Null for what is no percent-encoding. */
export function decodedId(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
