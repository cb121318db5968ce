// How a conversation of the store is told: ids of assets, labels, zones, and only counters that were true at the instant.
import type { ConversationRecord, ConversationView } from '@penstock/contract/traffic'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull } from '@penstock/model/kernel'
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

interface History {
  readonly verdicts: Awaited<ReturnType<typeof listVerdicts>>
  readonly states: Awaited<ReturnType<typeof listStates>>
}

export function conversationRecord(
  row: KnownRow,
  labels: ReadonlyMap<string, string>,
  history: History,
  asOf: EpochMicros | undefined,
): ConversationRecord {
  const then = asOf === undefined ? row : knownThen(row, history, asOf)
  const judged = (then === row || row.learned_at <= (asOf ?? 0) ? row.judged : null) as Judged | null
  const { captureId, captureName, isLine = false, frame, offset, length, at } = row.proof
  return {
    ...conversationView(then, labels, asOf),
    clientMac: row.client_mac,
    serverMac: row.server_mac,
    knownAt: isoOfMicros(row.known_at),
    basis: judged?.basis ?? null,
    facts: judged?.facts ?? [],
    zoneModelVersion: then.zone_model_version,
    verdicts: until(history.verdicts, asOf).map(({ verdict, conduit, rule, zone_model_version, held, learned }) => ({
      verdict: verdict as 'allowed',
      conduit,
      rule,
      zoneModelVersion: zone_model_version,
      ...spans(held, learned, asOf),
    })),
    states: until(history.states, asOf).map(({ kinds, is_answered, client_zone, server_zone, held, learned }) => ({
      kinds: kinds as ConversationRecord['states'][number]['kinds'],
      isAnswered: is_answered,
      clientZone: client_zone,
      serverZone: server_zone,
      ...spans(held, learned, asOf),
    })),
    proof: { captureId: idOfUuid('cap', captureId), captureName, isLine, frame, offset, length, at: isoOfMicros(at) },
  }
}

/** What had been learned by the instant, newest first. */
function until<Row extends { readonly learned: string }>(rows: readonly Row[], asOf: EpochMicros | undefined): Row[] {
  return rows.filter(({ learned }) => asOf === undefined || (spanOf(learned).from ?? 0) <= asOf)
}

/** The row with the newest verdict and state of the instant; counters that grew since are not kept. */
function knownThen(row: KnownRow, history: History, asOf: EpochMicros): KnownRow {
  const [verdict] = until(history.verdicts, asOf)
  const [state] = until(history.states, asOf)
  const isCurrent = row.learned_at <= asOf
  const kinds = state?.kinds ?? []
  return {
    ...row,
    functions: isCurrent ? row.functions : kinds.map((kind) => ({ kind, count: null })),
    is_answered: state?.is_answered ?? false,
    client_zone: state?.client_zone ?? null,
    server_zone: state?.server_zone ?? null,
    verdict: verdict?.verdict ?? null,
    conduit: verdict?.conduit ?? null,
    rule: verdict?.rule ?? null,
    zone_model_version: verdict?.zone_model_version ?? null,
  }
}

function assetId(uuid: string | null): string | null {
  return uuid === null ? null : idOfUuid('ast', uuid)
}

/** How people call an end: the register's word, else the address. */
export function labelOf(labels: ReadonlyMap<string, string>, asset: string | null, address: string | null): string {
  return (asset === null ? undefined : labels.get(asset)) ?? address ?? 'unknown'
}

/** Both stretches; an end that was learned after the instant was still open then. */
function spans(held: unknown, learned: unknown, asOf: EpochMicros | undefined) {
  const [h, l] = [spanOf(held), spanOf(learned)]
  const isOpen = l.to === null || (asOf !== undefined && l.to > asOf)
  return {
    heldFrom: iso(h.from),
    heldTo: isOpen ? null : iso(h.to),
    learnedFrom: iso(l.from),
    learnedTo: isOpen ? null : iso(l.to),
  }
}

/** An empty stretch held for no time: it was corrected before it was told. */
function spanOf(value: unknown): Span {
  if (typeof value !== 'string') return value as Span
  return value === 'empty' ? { from: null, to: null } : spanOfText(value)
}

function iso(at: EpochMicros | null): string | null {
  return isoOrNull(at)
}
