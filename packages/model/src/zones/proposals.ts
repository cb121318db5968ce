// What would settle the conversations that are not allowed or not known: one proposal for each cause. A proposal is for a
// person to take or to refuse; stopping the traffic is always the other way.
import type { Judged } from './coverage.ts'
import type { ZoneFactName, ZoneRule } from './judgement.ts'

export type ProposedAction =
  | 'draw-conduit'
  | 'document-conduit'
  | 'name-protocol'
  | 'open-direction'
  | 'list-endpoint'
  | 'extend-functions'
  | 'record-address'
  | 'place-address'

export interface ZoneProposal<Ref> {
  readonly action: ProposedAction
  readonly conduit: string | null
  /** Zones of the client and the server. */
  readonly from: string | null
  readonly to: string | null
  readonly protocol: string | null
  /** The asset, address or function codes it is about. */
  readonly about: string | null
  readonly conversations: readonly Ref[]
}

const PROPOSED: Readonly<
  Partial<Record<ZoneRule, { readonly action: ProposedAction; readonly fact: ZoneFactName | null }>>
> = {
  'zones.no-conduit': { action: 'draw-conduit', fact: null },
  'zones.conduit-undocumented': { action: 'document-conduit', fact: null },
  'zones.protocol-not-named': { action: 'name-protocol', fact: null },
  'zones.direction': { action: 'open-direction', fact: null },
  'zones.endpoint-not-listed': { action: 'list-endpoint', fact: 'not-listed' },
  'zones.function-limit': { action: 'extend-functions', fact: 'function-not-listed' },
  'zones.endpoint-has-no-address': { action: 'record-address', fact: 'no-address' },
  'zones.place-unknown': { action: 'place-address', fact: 'no-zone' },
}

/** Proposals in the order in which their first conversation was judged. */
export function proposalsOf<Ref>(judged: Iterable<Judged<Ref>>): ZoneProposal<Ref>[] {
  const groups = new Map<string, { readonly proposal: ZoneProposal<Ref>; readonly refs: Ref[] }>()
  for (const one of judged) {
    const proposed = PROPOSED[one.rule]
    if (proposed === undefined) continue
    const proposal = {
      action: proposed.action,
      conduit: one.conduit,
      from: one.clientZone,
      to: one.serverZone,
      protocol: proposed.action === 'place-address' ? null : one.protocol,
      about: one.facts.find((fact) => fact.name === proposed.fact)?.value ?? null,
    }
    const key = JSON.stringify(proposal)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { proposal: { ...proposal, conversations: [] }, refs: [one.ref] })
    else group.refs.push(one.ref)
  }
  return Array.from(groups.values(), ({ proposal, refs }) => ({ ...proposal, conversations: refs }))
}
