// Unregistered talkers: devices that were heard and that no register entry names, each with its place, its peers, what it
// spoke and what it is likely for. Nobody has to list anything first.
import { compareTexts, EpochMicros, type SiteKey } from '@penstock/model/kernel'
import { type Endpoint, FunctionKind, ProtocolSide } from '@penstock/model/observations'
import { z } from 'zod'
import { classOfIp, classOfMac } from './addresses.ts'
import { Anchor, AssetKey, SourcedProof } from './anchor.ts'
import type { Asset } from './asset.ts'
import { type AssetIndex, buildAssetIndex, findAssetOf } from './asset-index.ts'
import type { FactSource } from './facts.ts'
import { hasNeighbours, learnNeighbours, type Neighbours, outsideOf, type Places, placeAsset } from './places.ts'
import { AssetProtocol } from './vocabulary.ts'

export const TalkerPeer = z.strictObject({
  /** Null when the peer never spoke itself (outside, or silent). */
  assetKey: AssetKey.nullable(),
  /** Its name, else its address. */
  name: z.string(),
  protocol: z.string().nullable(),
  /** The talker's side. */
  side: ProtocolSide,
  port: z.int().nullable(),
  isAnswered: z.boolean(),
  functionKinds: z.array(FunctionKind),
  firstAt: EpochMicros,
})
export type TalkerPeer = z.infer<typeof TalkerPeer>

export const UnregisteredTalker = z.strictObject({
  /** Content id: the key of the asset. */
  key: z.string(),
  assetKey: AssetKey,
  anchors: z.array(Anchor),
  macs: z.array(z.string()),
  ips: z.array(z.string()),
  names: z.array(z.string()),
  vendor: z.string().nullable(),
  zone: z.string().nullable(),
  /** Why it is placed there, or why its place is unknown. */
  placedBy: z.string(),
  segments: z.array(z.string()),
  peers: z.array(TalkerPeer),
  protocolRoles: z.array(AssetProtocol),
  /** The role in words, such as `remote access`; null when nothing tells. */
  likelyFunction: z.string().nullable(),
  likelyRole: z.string().nullable(),
  purdueLevel: z.number().nullable(),
  /** What the conclusion rests on. */
  reason: z.string(),
  firstAt: EpochMicros,
  lastAt: EpochMicros,
  proof: SourcedProof,
})
export type UnregisteredTalker = z.infer<typeof UnregisteredTalker>

export interface TalkerInput {
  readonly site: SiteKey
  /** Of this site, from `resolveAssets`: they know the register. */
  readonly assets: readonly Asset[]
  readonly sources: readonly Pick<FactSource, 'id' | 'conversations'>[]
  /** With no zones every address counts as the site's; else an address without MAC outside all zones is the outside world's. */
  readonly places: Places
}

/** Sorted by key. Group addresses of routers and peers in the outside world are none. */
export function findUnregistered({ assets, sources, places }: TalkerInput): UnregisteredTalker[] {
  const neighbours = learnNeighbours(assets, places)
  const outside = outsideOf(places)
  const talkers = new Map<AssetKey, UnregisteredTalker>()
  for (const asset of assets) {
    if (asset.declared !== null || asset.kind !== 'device' || asset.proof === null) continue
    const { zone, reason } = placeAsset(asset, places, neighbours)
    const isOutside = (zone === null || zone === outside) && places.zones.length > 0 && isOfOutside(asset, neighbours)
    if (isOutside || asset.anchors.every(isLoopback)) continue
    talkers.set(asset.key, talkerOf(asset, zone?.id ?? null, reason))
  }
  addPeers(talkers, sources, buildAssetIndex(assets))
  return [...talkers.values()].sort((a, b) => compareTexts(a.key, b.key))
}

/** An address of the outside world, or the router that brings such addresses to a place where nothing of the site stands. */
function isOfOutside(asset: Asset, neighbours: Neighbours): boolean {
  if (asset.macs.length === 0) return true
  const isEdge = asset.ips.length === 0 && asset.forwardedIps > 0
  return isEdge && asset.interfaces.every(({ segments, vlans }) => !hasNeighbours(neighbours, segments, vlans))
}

function talkerOf(asset: Asset, zone: string | null, placedBy: string): UnregisteredTalker {
  const role = asset.fields.role
  return {
    key: `unregistered|${asset.key}`,
    assetKey: asset.key,
    anchors: asset.anchors,
    macs: asset.macs,
    ips: asset.ips,
    names: asset.names,
    vendor: asset.fields.vendor.value,
    zone,
    placedBy,
    segments: [...new Set(asset.interfaces.flatMap(({ segments }) => segments))].sort(compareTexts),
    peers: [],
    protocolRoles: asset.protocols,
    likelyFunction: role.value?.replaceAll('-', ' ') ?? null,
    likelyRole: role.value,
    purdueLevel: asset.purdueLevel,
    reason:
      role.said[0]?.reason ??
      (role.value === null ? 'nothing that it said or did tells' : `said by ${role.said[0]!.method}`),
    firstAt: asset.firstAt!,
    lastAt: asset.lastAt!,
    proof: asset.proof!,
  }
}

function addPeers(
  talkers: ReadonlyMap<AssetKey, UnregisteredTalker>,
  sources: TalkerInput['sources'],
  index: AssetIndex,
): void {
  const peers = new Map<AssetKey, Map<string, TalkerPeer>>()
  const note = (talker: Asset | null, end: Endpoint, peer: TalkerPeer) => {
    if (talker === null || !talkers.has(talker.key) || isGroup(end)) return
    const known = peers.get(talker.key) ?? new Map<string, TalkerPeer>()
    peers.set(talker.key, known)
    const id = `${peer.assetKey ?? peer.name}|${peer.protocol ?? ''}|${peer.side}|${peer.port ?? ''}`
    const same = known.get(id)
    known.set(id, same === undefined ? peer : joinPeers(same, peer))
  }
  for (const { conversations } of sources) {
    for (const { client, server, protocol, portGuess, serverPort, isAnswered, functions, firstAt } of conversations) {
      const ofClient = findAssetOf(index, client)
      const ofServer = findAssetOf(index, server)
      const functionKinds = [...new Set(functions.map(({ kind }) => kind))].sort(compareTexts)
      const talk = { protocol: protocol ?? portGuess, port: serverPort, isAnswered, functionKinds, firstAt }
      note(ofClient, server, { ...talk, ...peerOf(ofServer, server), side: 'client' })
      note(ofServer, client, { ...talk, ...peerOf(ofClient, client), side: 'server' })
    }
  }
  for (const [key, known] of peers) {
    talkers
      .get(key)!
      .peers.push(
        ...[...known.values()].sort(
          (a, b) =>
            compareTexts(a.name, b.name) ||
            compareTexts(a.protocol ?? '', b.protocol ?? '') ||
            compareTexts(a.side, b.side) ||
            (a.port ?? -1) - (b.port ?? -1),
        ),
      )
  }
}

function peerOf(asset: Asset | null, end: Endpoint): Pick<TalkerPeer, 'assetKey' | 'name'> {
  return { assetKey: asset?.key ?? null, name: asset?.names[0] ?? end.ip ?? end.mac ?? 'unknown' }
}

function joinPeers(a: TalkerPeer, b: TalkerPeer): TalkerPeer {
  return {
    ...(a.firstAt <= b.firstAt ? a : b),
    isAnswered: a.isAnswered || b.isAnswered,
    functionKinds: [...new Set([...a.functionKinds, ...b.functionKinds])].sort(compareTexts),
  }
}

/** Nobody's address: a call to everyone is no peer. */
function isGroup({ mac, ip }: Endpoint): boolean {
  return ip === null ? mac === null || classOfMac(mac) === 'group' : classOfIp(ip) === 'none'
}

function isLoopback(anchor: Anchor): boolean {
  return /^ip:(127\.|::1%)/.test(anchor)
}
