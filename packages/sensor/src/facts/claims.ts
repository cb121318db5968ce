// Claims: one thing said of one device. Each is handed on once; saying it again costs a look-up.
import type { Basis, Claim, ClaimField, Endpoint, Proof } from '@penstock/model/observations'
import type { Wire } from './wire.ts'

const MOST_REMEMBERED = 100_000
const LONGEST_VALUE = 512

export class Claims {
  overflow = 0
  private readonly known = new Set<string>()
  private readonly digests = new Map<number, number>()
  private fresh: Claim[] = []

  /** Values are trimmed of blanks, NULs and other control characters; an empty one is no claim. */
  claim(
    about: Endpoint,
    field: ClaimField,
    value: string,
    protocol: string,
    method: string,
    wire: Wire,
    basis: Basis = 'observed',
  ): void {
    this.claimWith(about, field, value, protocol, method, wire, basis)
  }

  /** Like `claim`, for a statement that an earlier packet made. */
  claimWith(
    about: Endpoint,
    field: ClaimField,
    value: string,
    protocol: string,
    method: string,
    of: { proof(): Proof } | Proof,
    basis: Basis,
  ): void {
    const clean = tidy(value)
    if (clean === '' || (about.mac === null && about.ip === null)) return
    const key = `${about.mac}|${about.ip}|${field}|${method}|${clean}`
    if (this.known.has(key)) return
    if (this.known.size >= MOST_REMEMBERED) {
      this.overflow += 1
      return
    }
    this.known.add(key)
    this.fresh.push({ about, field, value: clean, protocol, method, basis, proof: 'proof' in of ? of.proof() : of })
  }

  /** True when the statement `bytes[at..end)` of `speaker` was read before, so that it need not be taken apart again. */
  isOldNews(speaker: number, bytes: Uint8Array, at: number, end: number): boolean {
    let digest = Math.imul(speaker, 0x9e3779b1 | 0) ^ (end - at)
    let check = 0x811c9dc5 | 0
    for (let n = at; n < end; n += 1) {
      digest = Math.imul(digest ^ bytes[n]!, 0x01000193)
      check = (Math.imul(check, 31) + bytes[n]!) | 0
    }
    if (this.digests.get(digest) === check) return true
    if (this.digests.size >= MOST_REMEMBERED) this.digests.clear()
    this.digests.set(digest, check)
    return false
  }

  drain(): Claim[] {
    const { fresh } = this
    this.fresh = []
    return fresh
  }
}

/** Control characters and runs of blanks become one blank; ends are trimmed. */
export function tidy(value: string): string {
  let clean = ''
  for (const letter of value) clean += letter < ' ' || letter === '\u007f' || letter === '\ufffd' ? ' ' : letter
  return clean.trim().replace(/ {2,}/g, ' ').slice(0, LONGEST_VALUE)
}
