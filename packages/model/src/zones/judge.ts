// Judges one conversation against the zones and conduits of a plant. Rules: docs of the plant file, "Judging a flow".

import { type Held, holdConduit } from './hold-conduit.ts'
import type { JudgedConversation, Judgement, Verdict, ZoneFact, ZoneRule } from './judgement.ts'
import type { ModelConduit, ZoneModel } from './model.ts'
import { modelIndex, pairKey } from './model-index.ts'
import { type Place, placeOf } from './place.ts'
import { type Named, namesOf } from './vocabulary.ts'

/** The verdict on one conversation, with the rule that made it and the facts it stands on. Never throws. */
export function judgeConversation(model: ZoneModel, conversation: JudgedConversation): Judgement {
  const index = modelIndex(model)
  const client = placeOf(model, conversation.client)
  const server = placeOf(model, conversation.server)
  const named = namesOf(index.vocabulary, conversation)
  const say = sayer(conversation, client, server, named)
  if (conversation.transport === 'ethernet' || server.ground === 'group') {
    return say('allowed', 'zones.link-local', null)
  }
  if (client.zone === null || server.zone === null) {
    const lost = client.zone === null ? conversation.client : conversation.server
    return say('unknown', 'zones.place-unknown', null, [{ name: 'no-zone', value: lost.ip ?? lost.mac ?? 'unknown' }])
  }
  if (client.zone === server.zone) return say('allowed', 'zones.same-zone', null)
  const joining = index.conduits.get(pairKey(client.zone, server.zone)) ?? []
  if (joining.length === 0) return say('not-allowed', 'zones.no-conduit', null)
  let best: Held | null = null
  for (const conduit of joining) {
    const held = holdConduit(index, conduit, conversation, client, server, named)
    if (best === null || held.rank > best.rank) best = held
  }
  return say(best!.verdict, best!.rule, best!.conduit, best!.facts, best!.protocol)
}

function sayer(conversation: JudgedConversation, client: Place, server: Place, named: Named) {
  const placed: ZoneFact[] = [
    { name: 'client-zone', value: client.zone ?? 'unknown' },
    { name: 'client-ground', value: client.ground },
    { name: 'server-zone', value: server.zone ?? 'unknown' },
    { name: 'server-ground', value: server.ground },
    { name: 'protocol', value: conversation.protocol ?? named.names[0] ?? 'unknown' },
    { name: 'protocol-ground', value: named.ground },
  ]
  return (
    verdict: Verdict,
    rule: ZoneRule,
    conduit: ModelConduit | null,
    facts: readonly ZoneFact[] = [],
    protocol: string | null = named.names[0] ?? null,
  ): Judgement => {
    const said = conversation.protocol ?? named.names[0] ?? null
    const standsFor: ZoneFact[] =
      protocol !== null && said !== null && protocol !== said ? [{ name: 'stands-for', value: protocol }] : []
    return {
      verdict,
      conduit: conduit?.id ?? null,
      rule,
      basis: protocol !== null && protocol === named.said ? 'observed' : 'inferred',
      clientZone: client.zone,
      serverZone: server.zone,
      clientAsset: client.asset,
      serverAsset: server.asset,
      protocol,
      facts: [...placed, ...standsFor, ...facts],
    }
  }
}
