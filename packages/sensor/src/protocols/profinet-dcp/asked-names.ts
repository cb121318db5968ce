// Who asked for which name of station, and what follows from it.
import type { Ledger } from '@penstock/sensor/facts'

const MOST_ASKERS = 4096

/**
 * Names that a sender asked for by Identify. A device asks at start-up whether its own name is taken; a controller asks for
 * the names of all its devices. So a sender that only ever asks for one name, which nobody answers to, most likely bears it.
 */
export class AskedNames {
  private readonly asked = new Map<
    number,
    { readonly name: string; readonly claim: (() => void) | null; isSaid: boolean; hasWaited: boolean } | null
  >()
  private readonly answered = new Set<string>()

  ask(speaker: number, name: string, ledger: Ledger): void {
    const before = this.asked.get(speaker)
    if (before === null || before?.name === name || this.asked.size > MOST_ASKERS) return
    if (before !== undefined) {
      this.asked.set(speaker, null)
      return
    }
    const about = { mac: ledger.addresses.macText(speaker), ip: null }
    const proof = ledger.wire.proof()
    const claim = (): void =>
      ledger.claims.claimWith(about, 'name', name, 'profinet-dcp', 'dcp-identify-own-name', proof, 'inferred')
    this.asked.set(speaker, { name, claim, isSaid: false, hasWaited: false })
  }

  answer(name: string): void {
    if (this.answered.size < MOST_ASKERS) this.answered.add(name)
  }

  /** Claims what still stands at the end of a batch; with `mayWait` one that is new has until the next to be answered. */
  settle(mayWait = false): void {
    for (const entry of this.asked.values()) {
      if (entry === null || entry.isSaid || this.answered.has(entry.name)) continue
      const waits = mayWait && !entry.hasWaited
      entry.hasWaited = true
      if (waits) continue
      entry.isSaid = true
      entry.claim?.()
    }
  }
}
