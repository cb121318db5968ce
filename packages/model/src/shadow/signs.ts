// Reads signs of shadow infrastructure off what was observed: names that a client called, what software called itself, paths and
// servers, protocols, ports and makers. A sign says nothing alone; `judgeSigns` puts them together.
import { familyOf } from '@penstock/model/assets'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  addressOf,
  type Binding,
  type ConversationSeen,
  type DetailKind,
  type Proof,
} from '@penstock/model/observations'
import { z } from 'zod'
import { DEVICE_MAKER, type Sign, type SignIndex } from './sign-index.ts'

export const SignKind = z.enum([
  'exact-name',
  'name',
  'agent',
  'path',
  'server',
  'protocol',
  'port',
  'maker',
  'behaviour',
  'peer',
])
export type SignKind = z.infer<typeof SignKind>

/** One sign of one indicator on one device, as often as it was seen. */
export interface SignSeen<P extends Proof = Proof> {
  /** IP address of the device, or its MAC address. */
  readonly host: string
  /** Where the sign is a maker's prefix. */
  readonly mac: string | null
  /** Id of the indicator, or `maker:` and the group of a prefix. */
  readonly indicator: string
  readonly name: string
  readonly category: string
  readonly kind: SignKind
  /** What the wire said: never text of the catalogue. */
  readonly value: string
  /** The pattern of the catalogue that it fits. */
  readonly pattern: string
  readonly proof: P
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
}

export type Talk<P extends Proof> = Omit<ConversationSeen, 'proof'> & { readonly proof: P }
export type Bound<P extends Proof> = Omit<Binding, 'proof'> & { readonly proof: P }

/** Details that name whom the client calls. */
const NAMES: ReadonlySet<DetailKind> = new Set<DetailKind>(['dns-name', 'tls-server-name', 'http-host'])
/** Protocols that are a sign by themselves, by the indicator that they are a sign of. */
const PROTOCOLS: Readonly<Record<string, { readonly id: string; readonly isBoth: boolean }>> = {
  mcp: { id: 'ap-mcp', isBoth: true },
  vnc: { id: 'ra-vnc', isBoth: false },
  rdp: { id: 'ra-rdp', isBoth: false },
  openvpn: { id: 'me-openvpn', isBoth: true },
}

/** Whom the client of a connection called, by the names that it said to it. */
export function namesOf({ details }: Talk<Proof>): string[] {
  return (details ?? []).flatMap(({ kind, value }) =>
    kind === 'tls-server-name' || kind === 'http-host' ? [withoutPort(value)] : [],
  )
}

/** Each sign once a device, in no order; the earliest packet proves it. */
export function readSigns<P extends Proof>(
  index: SignIndex,
  seen: { readonly conversations: readonly Talk<P>[]; readonly bindings: readonly Bound<P>[] },
): SignSeen<P>[] {
  const signs: SignSeen<P>[] = []
  for (const talk of seen.conversations) readTalk(index, signs, talk)
  const withIp = devicesWithIp(seen.bindings)
  for (const binding of seen.bindings)
    if (binding.ip !== null || !withIp.has(binding.mac)) readMaker(index, signs, binding)
  return mergeSigns(signs)
}

/** MAC addresses of devices that are called by an IP address of their own. */
export function devicesWithIp(bindings: readonly Pick<Binding, 'mac' | 'ip' | 'ground'>[]): ReadonlySet<string> {
  return new Set(bindings.flatMap(({ mac, ip, ground }) => (ip === null || !isOwnWord(ground) ? [] : [mac])))
}

/** The same sign said again is no more of one: its span grows, and its earliest packet proves it. */
export function mergeSigns<P extends Proof>(signs: readonly SignSeen<P>[]): SignSeen<P>[] {
  const merged = new Map<string, SignSeen<P>>()
  for (const sign of signs) {
    const key = JSON.stringify([sign.host, sign.indicator, sign.kind, sign.pattern])
    const known = merged.get(key)
    merged.set(key, known === undefined ? sign : both(known, sign))
  }
  return [...merged.values()]
}

export function isEarlier(a: Proof, b: Proof): boolean {
  return a.at - b.at < 0 || (a.at === b.at && (a.file - b.file < 0 || (a.file === b.file && a.frame < b.frame)))
}

function both<P extends Proof>(a: SignSeen<P>, b: SignSeen<P>): SignSeen<P> {
  const proven = isEarlier(b.proof, a.proof) ? b : a
  const firstAt = micros(Math.min(a.firstAt, b.firstAt))
  return { ...proven, firstAt, lastAt: micros(Math.max(a.lastAt, b.lastAt)) }
}

function readTalk<P extends Proof>(index: SignIndex, signs: SignSeen<P>[], talk: Talk<P>): void {
  const client = addressOf(talk.client)
  const server = addressOf(talk.server)
  const { proof, firstAt, lastAt } = talk
  const note = (host: string, kind: SignKind, value: string, { indicator, pattern }: Sign): void => {
    const { id, name, category } = indicator
    const of = { host, mac: null, indicator: id, name, category, proof, firstAt, lastAt }
    signs.push({ ...of, kind, value, pattern })
    // Nothing is found by a port alone: it only adds to what else was said.
    if (!index.hasPort(indicator, talk.transport, talk.serverPort)) return
    signs.push({ ...of, kind: 'port', value: String(talk.serverPort), pattern: `${talk.transport}/${talk.serverPort}` })
  }
  for (const { kind, value } of talk.details ?? []) {
    if (NAMES.has(kind))
      for (const { sign, isExact } of index.ofName(withoutPort(value)))
        note(client, isExact ? 'exact-name' : 'name', value, sign)
    else if (kind === 'http-user-agent') for (const sign of index.ofAgent(value)) note(client, 'agent', value, sign)
    else if (kind === 'http-server') for (const sign of index.ofServer(value)) note(server, 'server', value, sign)
    else if (kind === 'http-path')
      for (const sign of pathSigns(index, talk, value))
        note(sign.indicator.selfHosted ? server : client, 'path', value, sign)
  }
  const protocol = talk.protocol === null ? undefined : PROTOCOLS[familyOf(talk.protocol)]
  const indicator = protocol === undefined ? undefined : index.indicator(protocol.id)
  if (protocol === undefined || indicator === undefined || !talk.isAnswered) return
  for (const host of protocol.isBoth ? [client, server] : [server])
    note(host, 'protocol', talk.protocol ?? '', { indicator, pattern: talk.protocol ?? '' })
}

// A path that several products answer, or that anybody may have, is a sign of the one whose port it is.
function pathSigns(index: SignIndex, talk: Talk<Proof>, path: string): Sign[] {
  const signs = index.ofPath(path)
  return signs.filter(
    ({ indicator, isCommon }) =>
      (signs.length === 1 && isCommon !== true) || index.hasPort(indicator, talk.transport, talk.serverPort),
  )
}

function readMaker<P extends Proof>(index: SignIndex, signs: SignSeen<P>[], binding: Bound<P>): void {
  // A router's MAC comes with the addresses of others.
  if (!isOwnWord(binding.ground)) return
  const group = index.ofMac(binding.mac)
  if (group === undefined) return
  const { mac, ip, proof, firstAt, lastAt } = binding
  signs.push({
    host: ip ?? mac,
    mac,
    indicator: `maker:${group.id}`,
    name: `${group.title} (${group.vendor})`,
    category: DEVICE_MAKER,
    kind: 'maker',
    value: mac,
    pattern: group.vendor,
    proof,
    firstAt,
    lastAt,
  })
}

function withoutPort(host: string): string {
  return host.replace(/:\d+$/, '')
}

/** A frame may be a router's, and what another system keeps is no word of the device. */
export function isOwnWord(ground: Binding['ground']): boolean {
  return ground !== 'frame' && ground !== 'reported'
}
