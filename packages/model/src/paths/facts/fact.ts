// A fact of the plant on which a rule stands: what it says, where it is written, and whether somebody can take it away.

export type FactKind =
  | 'start'
  | 'same-zone'
  | 'conduit'
  | 'two-zones'
  | 'port-forward'
  | 'own-uplink'
  | 'flow'
  | 'remote-access'
  | 'account'
  | 'same-person'
  | 'directory'
  | 'management'
  | 'hypervisor'
  | 'no-authentication'
  | 'default-password'
  | 'key-switch'
  | 'mode'
  | 'program'
  | 'station'
  | 'cloud-link'
  | 'seen-calling'
  | 'shared-project'
  | 'weakness'
  | 'lopa'
  | 'function'

export interface PathFact {
  /** Stable: `conduit:C-02`, `account:ACC-24`, `key-switch:SIS-MP1`. */
  readonly id: string
  readonly kind: FactKind
  /** Whose records show it: one of the two sides, or both. */
  readonly domain: 'it' | 'ot' | 'both'
  /** Places in the plant file, `assets[id=SIS-EWS1].interfaces`. */
  readonly places: readonly string[]
  readonly text: string
  /** Whether a change of the plant takes it away; false for assumptions and for what the process needs. */
  readonly canBeCut: boolean
}

/** Facts by id. What is told twice is kept once. */
export class FactBook {
  readonly #facts = new Map<string, PathFact>()

  /** Keeps a fact and answers its id. `told` is called only when the id is new. */
  tell(kind: FactKind, about: string, told: () => Omit<PathFact, 'id' | 'kind'>): string {
    const id = `${kind}:${about}`
    if (!this.#facts.has(id)) this.#facts.set(id, { id, kind, ...told() })
    return id
  }

  get facts(): ReadonlyMap<string, PathFact> {
    return this.#facts
  }
}
