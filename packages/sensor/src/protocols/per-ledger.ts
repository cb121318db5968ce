// What a room keeps for each sensor that runs: made when it is asked for first, gone with its ledger.
import type { Ledger } from '@penstock/sensor/facts'

export function perLedger<State>(make: (ledger: Ledger) => State): (ledger: Ledger) => State {
  const states = new WeakMap<Ledger, State>()
  return (ledger) => {
    const known = states.get(ledger)
    if (known !== undefined) return known
    const fresh = make(ledger)
    states.set(ledger, fresh)
    return fresh
  }
}
