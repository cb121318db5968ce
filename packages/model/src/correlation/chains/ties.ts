// Who was whom when: sessions, leases, translated addresses, names of one account, dependencies. Each holds for a span, so the same address
// is another host tomorrow. It compares names and nothing else, so pseudonyms serve as well.
import { EpochMicros } from '@penstock/model/kernel'
import { z } from 'zod'
import { Entities, EntityClass, type Token, tokensOf } from './signal.ts'

export const Tie = z.strictObject({
  id: z.string().min(1).max(500),
  kind: z.enum(['session', 'lease', 'translation', 'account', 'dependency', 'placement']),
  entities: Entities,
  from: EpochMicros,
  /** Open while it is left out. */
  to: EpochMicros.optional(),
})
export type Tie = z.infer<typeof Tie>

export interface Resolved {
  readonly token: Token
  readonly from: Token
  readonly tie: string
  readonly kind: Tie['kind']
  /** 1 of how many it may have been: sessions that were open on a shared host at once. */
  readonly among: number
}

/** Beyond so many open sessions on a shared host nobody can be told. */
const MOST_SESSIONS = 3
const MOST_STEPS = 3
const MOST_LOOKED_AT = 500

/** Ties by what they tie, asked for one instant. */
export class Ties {
  readonly #byToken = new Map<Token, Tie[]>()
  readonly #byId = new Map<string, Tie>()

  constructor(ties: Iterable<Tie> = []) {
    for (const tie of ties) this.add(tie)
  }

  /** False when it is known already. */
  add(tie: Tie): boolean {
    if (this.#byId.has(tie.id)) return false
    this.#byId.set(tie.id, tie)
    for (const token of tokensOf(tie.entities, EntityClass.options)) {
      const list = this.#byToken.get(token)
      if (list === undefined) this.#byToken.set(token, [tie])
      else list.push(tie)
    }
    return true
  }

  get size(): number {
    return this.#byId.size
  }

  /** In the order in which they were told. */
  all(): Iterable<Tie> {
    return this.#byId.values()
  }

  /** Forgets the one that was told first. */
  forgetFirst(): void {
    const [tie] = this.#byId.values()
    if (tie === undefined) return
    this.#byId.delete(tie.id)
    for (const token of tokensOf(tie.entities, EntityClass.options)) {
      const rest = (this.#byToken.get(token) ?? []).filter((one) => one !== tie)
      if (rest.length === 0) this.#byToken.delete(token)
      else this.#byToken.set(token, rest)
    }
  }

  /** Whether the tie leads to one of these within the steps of `resolve`, at any time; true as well when too much hangs on it to tell. */
  leadsTo(tie: Tie, isAsked: (token: Token) => boolean): boolean {
    const known = new Set(tokensOf(tie.entities, EntityClass.options))
    let front: readonly Token[] = [...known]
    for (let step = 0; step <= MOST_STEPS && front.length > 0; step += 1) {
      if (known.size > MOST_LOOKED_AT || front.some(isAsked)) return true
      const next = front.flatMap((token) =>
        (this.#byToken.get(token) ?? []).flatMap(({ entities }) => tokensOf(entities, EntityClass.options)),
      )
      front = [...new Set(next)].filter((token) => !known.has(token))
      for (const token of front) known.add(token)
    }
    return false
  }

  /**
   * What else these were at that instant, and why. From a hub (a jump host, a directory server) only sessions lead on, and only while few are
   * open there.
   */
  resolve(tokens: readonly Token[], at: EpochMicros, hubs: ReadonlySet<Token>): readonly Resolved[] {
    const known = new Set(tokens)
    const resolved: Resolved[] = []
    let front: readonly Token[] = tokens
    for (let step = 0; step < MOST_STEPS && front.length > 0; step += 1) {
      const next: Token[] = []
      for (const from of front) {
        const open = this.#openAt(from, at, hubs.has(from))
        if (hubs.has(from) && open.length > MOST_SESSIONS) continue
        for (const tie of open) {
          for (const token of tokensOf(tie.entities, EntityClass.options)) {
            if (known.has(token)) continue
            known.add(token)
            next.push(token)
            resolved.push({ token, from, tie: tie.id, kind: tie.kind, among: hubs.has(from) ? open.length : 1 })
          }
        }
      }
      front = next
    }
    return resolved
  }

  #openAt(token: Token, at: EpochMicros, isHub: boolean): readonly Tie[] {
    return (this.#byToken.get(token) ?? []).filter(
      ({ kind, from, to }) => from <= at && (to === undefined || at <= to) && (!isHub || kind === 'session'),
    )
  }
}
