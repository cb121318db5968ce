// Why a notice did not go out, in words that a page may show: no secret, and of a receiver's answer one harmless line.
import { readFileSync } from 'node:fs'
import { oneLine } from '@penstock/model/notices'

export class NoticeFault extends Error {}

/** A file that the configuration names; its text never is in a fault. */
export function readNamed(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    throw new NoticeFault(`${what} cannot be read: ${codeOf(cause) ?? 'unknown'}`)
  }
}

export function faultText(cause: unknown): string {
  if (cause instanceof NoticeFault) return oneLine(cause.message, 300)
  const text = cause instanceof Error ? cause.message : String(cause)
  const code = codeOf(cause)
  return oneLine(code === null || text.includes(code) ? text : `${code}: ${text}`, 300)
}

function codeOf(cause: unknown): string | null {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : null
}
