// Conversations as a sensor would tell them, between addresses of the reference plant, for tests of sessions.
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type EpochMicros, microsOfIso } from '@penstock/model/kernel'
import { type PlantFile, parsePlant } from '@penstock/model/plant'
import type { SeenConversation } from './sessions.ts'

export function wrenfield(change: (plant: Record<string, unknown[]>) => void = () => undefined): PlantFile {
  const raw = JSON.parse(loadWrenfieldWorksText()) as Record<string, unknown[]>
  change(raw)
  const read = parsePlant(raw)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

export function micros(text: string): EpochMicros {
  const at = microsOfIso(text)
  if (at === null) throw new Error(`${text} is no instant`)
  return at
}

/** `rdp`, `https` and so on by their usual ports; the name of the protocol as content told it. */
export function talk(
  id: string,
  [client, server]: readonly [string, string],
  protocol: string,
  [first, last = first]: readonly string[],
  more: Partial<SeenConversation> = {},
): SeenConversation {
  return {
    id,
    client: { ip: client, mac: null },
    server: { ip: server, mac: null },
    protocol,
    portGuess: null,
    transport: ['openvpn', 'ipsec'].includes(protocol) ? 'udp' : 'tcp',
    serverPort: PORTS[protocol] ?? null,
    isAnswered: true,
    firstAt: micros(first!),
    lastAt: micros(last!),
    ...more,
  }
}

const PORTS: Readonly<Record<string, number>> = {
  https: 443,
  rdp: 3389,
  ssh: 22,
  openvpn: 1194,
  ipsec: 4500,
  s7comm: 102,
  vnc: 5900,
  dns: 53,
}
