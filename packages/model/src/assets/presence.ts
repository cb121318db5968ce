// Who spoke at all: an address that was only called is no asset. Collects when each anchor was heard, from bindings,
// conversations and claims.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Claim, Proof } from '@penstock/model/observations'
import { classOfMac } from './addresses.ts'
import { type Anchor, ipAnchor, isEarlierPacket, macAnchor, moduleAnchor, type SourcedProof } from './anchor.ts'
import { modulePathOf } from './device-statements.ts'
import { anchorOfEndpoint, type Holdings } from './endpoint.ts'
import type { FactSource, Listener } from './facts.ts'
import { anchorOfReport, type Reported } from './reported-links.ts'
import { isLinkProtocol, type Sightings } from './sightings.ts'

/** When an anchor was heard first and last, and the earliest packet of it. */
export interface Presence {
  firstAt: EpochMicros
  lastAt: EpochMicros
  proof: SourcedProof
}

export interface Presences {
  readonly heard: ReadonlyMap<Anchor, Presence>
  readonly reported: Reported
  /** Anchors that were called and never heard. */
  readonly silent: ReadonlySet<Anchor>
  /** Where each module stands, by its anchor: these are among `heard` too. */
  readonly modules: ReadonlyMap<Anchor, ModulePlace>
}

/** The interface that a module stands behind, and its place there. */
export interface ModulePlace {
  readonly base: Anchor
  readonly path: string
}

export function collectPresence(
  sources: readonly FactSource[],
  sightings: Sightings,
  holdings: Holdings,
  reported: Reported,
): Presences {
  const heard = new Map<Anchor, Presence>()
  const called = new Set<Anchor>()
  const modules = new Map<Anchor, ModulePlace>()
  for (const seen of sightings.macs.values()) hear(heard, macAnchor(seen.mac), seen)
  for (const seen of sightings.ips.values()) hear(heard, ipAnchor(seen.ip), seen)
  for (const [ip, { others }] of holdings) {
    for (const [mac, { kind, sighting }] of others) if (kind === 'copy') hear(heard, ipAnchor(ip, mac), sighting)
  }
  for (const source of sources) {
    for (const conversation of source.conversations) {
      const { client, server, firstAt, lastAt, isAnswered, proof } = conversation
      const clientAnchor = anchorOfEndpoint(client, holdings, source)
      const serverAnchor = anchorOfEndpoint(server, holdings, source)
      if (clientAnchor !== null) hearPacket(heard, clientAnchor, firstAt, lastAt, source.id, proof)
      if (serverAnchor !== null && isAnswered) hearPacket(heard, serverAnchor, firstAt, lastAt, source.id, proof)
      else if (serverAnchor !== null) called.add(serverAnchor)
    }
    for (const claim of source.claims) {
      const anchor = claim.basis === 'observed' ? anchorOfClaim(claim, holdings, reported, source) : null
      if (anchor === null) continue
      const { at } = claim.proof
      hearPacket(heard, anchor, at, at, source.id, claim.proof)
      const path = modulePathOf(claim)
      if (path === null) continue
      const module = moduleAnchor(anchor, path)
      modules.set(module, { base: anchor, path })
      hearPacket(heard, module, at, at, source.id, claim.proof)
    }
  }
  return { heard, reported, silent: new Set([...called].filter((anchor) => !heard.has(anchor))), modules }
}

/**
 * What a claim speaks of: the MAC for statements that stay on their link and for a MAC's maker, else the endpoint. Null
 * for the maker of an address that nobody burnt in.
 */
export function anchorOfClaim(
  claim: Claim,
  holdings: Holdings,
  { carriers }: Reported,
  listener: Listener,
): Anchor | null {
  const { mac } = claim.about
  if (claim.basis === 'reported') return anchorOfReport(claim, holdings, carriers, listener)
  if (claim.method === 'oui') {
    const kind = mac === null ? 'group' : classOfMac(mac)
    return mac !== null && (kind === 'universal' || kind === 'virtual') ? macAnchor(mac) : null
  }
  if (mac !== null && isLinkProtocol(claim.protocol) && classOfMac(mac) !== 'group') return macAnchor(mac)
  return anchorOfEndpoint(claim.about, holdings, listener)
}

function hear(heard: Map<Anchor, Presence>, anchor: Anchor, span: Presence): void {
  const known = heard.get(anchor)
  if (known === undefined) heard.set(anchor, { firstAt: span.firstAt, lastAt: span.lastAt, proof: span.proof })
  else hearPacket(heard, anchor, span.firstAt, span.lastAt, span.proof.source, span.proof)
}

/** As `hear`, but makes an object only of a packet that is the earliest so far: there are many, and few are. */
function hearPacket(
  heard: Map<Anchor, Presence>,
  anchor: Anchor,
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  source: string,
  proof: Proof,
): void {
  const known = heard.get(anchor)
  if (known === undefined) {
    heard.set(anchor, { firstAt, lastAt, proof: { ...proof, source } })
    return
  }
  if (firstAt < known.firstAt) known.firstAt = firstAt
  if (lastAt > known.lastAt) known.lastAt = lastAt
  if (isEarlierPacket(source, proof, known.proof)) known.proof = { ...proof, source }
}
