// Hosts that many use, such as a jump host: seen by the sessions that cells tell of, on pseudonyms. They join nothing by themselves.
import { EntityClass, type Tie, type Token, tokensOf } from '@penstock/model/correlation'

/** Accounts on one host from which on it is everybody's. */
const FEWEST_ACCOUNTS = 5

export class SharedHosts {
  readonly #accounts = new Map<Token, Set<string>>()
  readonly #shared = new Set<Token>()

  /** Grows while ties are told. */
  get tokens(): ReadonlySet<Token> {
    return this.#shared
  }

  learn({ kind, entities }: Tie): void {
    const accounts = entities.account ?? []
    if (kind !== 'session' || accounts.length === 0) return
    for (const token of tokensOf({ host: entities.host ?? [] }, EntityClass.options)) {
      const known = this.#accounts.get(token) ?? new Set()
      this.#accounts.set(token, known)
      for (const account of accounts) known.add([account].flat()[0]!)
      if (known.size >= FEWEST_ACCOUNTS) this.#shared.add(token)
    }
  }
}
