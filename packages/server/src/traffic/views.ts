// How a conversation of the store is told: ids of assets, labels, zones, and only counters that were true at the instant.
import type { ConversationRecord, ConversationView } from '@penstock/contract/traffic'
import { type EpochMicros, idOfUuid, isoOfMicros } from '@penstock/model/kernel'
import { type Span, spanOfText } from '@penstock/store/state'
import type { KnownRow, listStates, listVerdicts } from './queries.ts'

interface Judged {
  readonly basis: 'observed' | 'inferred'
  readonly facts: string[]
}

export function conversationView(
  row: KnownRow,
  labels: ReadonlyMap<string, string>,
  asOf: EpochMicros | undefined,
): ConversationView {
  const isCurrent = asOf === undefined || row.learned_at <= asOf
  const [clientAddress, serverAddress] = [row.client_ip ?? row.client_mac, row.server_ip ?? row.server_mac]
  return {
    id: idOfUuid('cnv', row.id),
    site: row.site,
    domain: row.cell === 'it' ? 'it' : 'ot',
    clientAsset: assetId(row.client_asset),
    serverAsset: assetId(row.server_asset),
    clientLabel: labelOf(labels, row.client_asset, clientAddress),
    serverLabel: labelOf(labels, row.server_asset, serverAddress),
    clientAddress,
    serverAddress,
    clientZone: row.client_zone,
    serverZone: row.server_zone,
    protocol: row.protocol,
    portGuess: row.port_guess,
    transport: row.transport,
    serverPort: row.server_port,
    isAnswered: row.is_answered,
    functionKinds: row.functions as ConversationView['functionKinds'],
    packets: isCurrent ? row.packets : null,
    bytes: isCurrent ? row.bytes : null,
    firstAt: isoOfMicros(row.first_at),
    lastAt: isCurrent ? isoOfMicros(row.last_at) : null,
    verdict: row.verdict as ConversationView['verdict'],
    conduit: row.conduit,
    rule: row.rule,
    severity: row.severity,
  }
}

export function conversationRecord(
  row: KnownRow,
  labels: ReadonlyMap<string, string>,
  verdicts: Awaited<ReturnType<typeof listVerdicts>>,
  states: Awaited<ReturnType<typeof listStates>>,
): ConversationRecord {
  const judged = row.judged as Judged | null
  const { captureId, captureName, frame, offset, length, at } = row.proof
  return {
    ...conversationView(row, labels, undefined),
    clientMac: row.client_mac,
    serverMac: row.server_mac,
    knownAt: isoOfMicros(row.known_at),
    basis: judged?.basis ?? null,
    facts: judged?.facts ?? [],
    zoneModelVersion: row.zone_model_version,
    verdicts: verdicts.map(({ verdict, conduit, rule, zone_model_version, held, learned }) => ({
      verdict: verdict as 'allowed',
      conduit,
      rule,
      zoneModelVersion: zone_model_version,
      ...spans(held, learned),
    })),
    states: states.map(({ kinds, is_answered, client_zone, server_zone, held, learned }) => ({
      kinds: kinds as ConversationRecord['states'][number]['kinds'],
      isAnswered: is_answered,
      clientZone: client_zone,
      serverZone: server_zone,
      ...spans(held, learned),
    })),
    proof: { captureId: idOfUuid('cap', captureId), captureName, frame, offset, length, at: isoOfMicros(at) },
  }
}

export function assetId(uuid: string | null): string | null {
  return uuid === null ? null : idOfUuid('ast', uuid)
}

/** How people call an end: the register's word, else the address. */
export function labelOf(labels: ReadonlyMap<string, string>, asset: string | null, address: string | null): string {
  return (asset === null ? undefined : labels.get(asset)) ?? address ?? 'unknown'
}

function spans(held: unknown, learned: unknown) {
  const [h, l] = [spanOf(held), spanOf(learned)]
  return { heldFrom: iso(h.from), heldTo: iso(h.to), learnedFrom: iso(l.from), learnedTo: iso(l.to) }
}

/** An empty stretch held for no time: it was corrected before it was told. */
function spanOf(value: unknown): Span {
  if (typeof value !== 'string') return value as Span
  return value === 'empty' ? { from: null, to: null } : spanOfText(value)
}

function iso(at: EpochMicros | null): string | null {
  return at === null ? null : isoOfMicros(at)
}
