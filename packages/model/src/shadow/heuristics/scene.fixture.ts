// A little plant to try heuristics on: 10.1.0.0/16 is a control zone, 10.9.0.0/16 the office, .9 and its MAC address are registered, and
// 198.51.100.9 is a peer that the register names.
import { loadShadowIndicators } from '@penstock/catalogs/shadow-indicators@1'
import { micros } from '@penstock/model/kernel'
import type { Binding, ConversationSeen, DetailSeen, Proof } from '@penstock/model/observations'
import { readBehaviour, type Said, type Standing } from '@penstock/model/shadow'

export const BEGIN = 1_790_834_400_000_000
export const HOUR = 3_600_000_000
export const HOST = '10.1.2.30'
export const MAC = '02:00:0a:01:02:1e'
export const OFFICE = '10.9.0.30'
export const REGISTERED = '10.1.0.9'
export const REGISTERED_MAC = '02:00:0a:01:00:09'
export const OUTSIDE = '203.0.113.9'
export const VENDOR = '198.51.100.9'
const INDEX = loadShadowIndicators()

function standingOf(host: string): Standing {
  const isRegistered = [REGISTERED, REGISTERED_MAC, VENDOR].includes(host)
  if (host.startsWith('10.1.')) return { zone: 'control', isOutside: false, isRegistered }
  if (host.startsWith('10.9.')) return { zone: 'enterprise', isOutside: false, isRegistered }
  return { zone: null, isOutside: /^(203|198)\./.test(host), isRegistered }
}

function proofAt(frame: number): Proof {
  return { file: 0, frame, at: micros(BEGIN + frame), offset: 24, length: 60 }
}

export function talk(
  client: string,
  server: string,
  other: Partial<ConversationSeen> = {},
  details: readonly DetailSeen[] = [],
): ConversationSeen {
  return {
    client: { mac: null, ip: client },
    server: { mac: null, ip: server },
    protocol: 'https',
    portGuess: null,
    transport: 'tcp',
    serverPort: 443,
    sidesFrom: 'content',
    isAnswered: true,
    vlans: [],
    packets: 10,
    bytes: 1000,
    firstAt: micros(BEGIN),
    lastAt: micros(BEGIN + 1000),
    functions: [],
    details: [...details],
    proof: proofAt(7),
    ...other,
  }
}

export function calls(name: string): DetailSeen[] {
  return [{ kind: 'tls-server-name', value: name, count: 1 }]
}

export function bound(ip: string | null, mac = MAC, other: Partial<Binding> = {}): Binding {
  const ends = { firstAt: micros(BEGIN), lastAt: micros(BEGIN), proof: proofAt(3) }
  return { mac, ip, vlan: null, ground: 'arp-own', protocol: 'arp', packets: 1, ...ends, ...other }
}

export function said(
  field: Said<Proof>['field'],
  value: string,
  method: string,
  about: Said<Proof>['about'] = { mac: MAC, ip: null },
) {
  return {
    about,
    field,
    value,
    protocol: 'x',
    method,
    proof: proofAt(5),
    firstAt: micros(BEGIN),
    lastAt: micros(BEGIN),
  }
}

/** What the heuristic finds: host, kind of sign and pattern, in order. */
export function found(
  id: string,
  seen: {
    readonly conversations?: readonly ConversationSeen[]
    readonly bindings?: readonly Binding[]
    readonly claims?: readonly Said<Proof>[]
  },
): string[] {
  return readBehaviour(INDEX, { conversations: [], bindings: [], claims: [], ...seen }, standingOf)
    .filter(({ indicator }) => indicator === id)
    .map(({ host, kind, pattern }) => `${host} ${kind} ${pattern}`)
    .sort()
}
