// Rows of an engine's answer as the port gives them: both engines name their columns alike.
import type { HuntSubject } from '@penstock/model/hunts'
import { micros } from '@penstock/model/kernel'
import type { OperationKind, Transport } from '@penstock/model/observations'
import type {
  EventBatch,
  EventLogSources,
  EventShare,
  HeardConversation,
  HeardShare,
  HuntFound,
  KeptEvent,
  KeptUnknownLine,
  NewEvent,
  OperationRow,
} from './telemetry.ts'

export type Row = Record<string, unknown>

export function operationOf(row: Row): OperationRow {
  return {
    captureKey: String(row['capture']),
    site: String(row['site']),
    at: micros(Number(row['happened_at'])),
    protocol: String(row['protocol']),
    kind: String(row['kind']) as OperationKind,
    code: String(row['code']),
    name: String(row['name']),
    client: { mac: textOrNull(row['client_mac']), ip: textOrNull(row['client_ip']) },
    server: { mac: textOrNull(row['server_mac']), ip: textOrNull(row['server_ip']) },
    target: textOrNull(row['target']),
    result: textOrNull(row['result']),
    count: Number(row['count']),
    file: Number(row['file']),
    frame: Number(row['frame']),
  }
}

function heardOf(row: Row): HeardConversation {
  return {
    site: String(row['site']),
    client: { mac: textOrNull(row['client_mac']), ip: textOrNull(row['client_ip']) },
    server: { mac: textOrNull(row['server_mac']), ip: textOrNull(row['server_ip']) },
    protocol: textOrNull(row['protocol']),
    transport: String(row['transport']) as Transport,
    serverPort: row['server_port'] === null ? null : Number(row['server_port']),
    packets: Number(row['packets']),
    bytes: Number(row['bytes']),
    firstAt: micros(Number(row['happened_at'])),
    lastAt: micros(Number(row['last_at'])),
  }
}

export function heardShareOf(row: Row): HeardShare {
  return {
    capture: String(row['capture']),
    protocol: textOrNull(row['protocol']),
    bucket: Number(row['bucket']),
    rows: Number(row['heard']),
  }
}

/** The rows of a hunt as the port gives them, by what it is of. */
export function foundOf(of: HuntSubject, rows: readonly Row[]): Omit<HuntFound, 'counts'> {
  return {
    events: of === 'events' ? rows.map(eventOf) : [],
    conversations: of === 'conversations' ? rows.map(heardOf) : [],
    operations: of === 'operations' ? rows.map(operationOf) : [],
  }
}

/** Newest first, and always in the same order. */
export const HUNT_ORDER: Readonly<Record<HuntSubject, string>> = {
  events: 'happened_at desc, id desc',
  conversations:
    'happened_at desc, site, client_ip, client_mac, server_ip, server_mac, protocol, transport, server_port',
  operations: 'happened_at desc, capture desc, frame desc, code, target',
}

export function eventOf(row: Row): KeptEvent {
  return {
    ...ofBatch(row),
    ...rawOf(row),
    nth: Number(row['nth']),
    at: micros(Number(row['happened_at'])),
    classUid: Number(row['class_uid']),
    activityId: Number(row['activity_id']),
    severityId: Number(row['severity_id']),
    sourceIp: textOrNull(row['source_ip']),
    sourceHost: textOrNull(row['source_host']),
    destinationIp: textOrNull(row['destination_ip']),
    destinationHost: textOrNull(row['destination_host']),
    user: textOrNull(row['user_name']),
    device: textOrNull(row['device']),
    action: textOrNull(row['action']),
    ocsf: String(row['ocsf']),
    fields: String(row['fields']),
    logSources: String(row['log_sources']),
  }
}

export function shareOf(row: Row): EventShare {
  return {
    source: String(row['source']),
    classUid: Number(row['class_uid']),
    bucket: Number(row['bucket']),
    events: Number(row['events']),
  }
}

export function logSourcesOf(row: Row): EventLogSources {
  const [source, site, format] = [String(row['source']), String(row['site']), String(row['format'])]
  return { source, site, format, logSources: String(row['log_sources']), events: Number(row['events']) }
}

function ofBatch(row: Row) {
  return {
    id: String(row['id']),
    source: String(row['source']),
    batch: String(row['batch']),
    site: String(row['site']),
    format: String(row['format']),
    receivedAt: micros(Number(row['received_at'])),
  }
}

function rawOf(row: Row) {
  return {
    line: Number(row['line']),
    raw: String(row['raw']),
    rawBytes: Number(row['raw_bytes']),
    rawSha256: String(row['raw_sha256']),
  }
}

export function unknownOf(row: Row): KeptUnknownLine {
  return { ...ofBatch(row), ...rawOf(row), code: String(row['code']), detail: String(row['detail']) }
}

export function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

/** Names a row of the events: the nth event of a line of a batch. */
export function eventId({ batch, line, nth }: { batch: string; line: number; nth: number }): string {
  return `${placeOf({ batch }, { line })}.${nth}`
}

/** Names a line of a batch; sorts as the lines follow each other. */
export function placeOf({ batch }: Pick<EventBatch, 'batch'>, { line }: Pick<NewEvent, 'line'>): string {
  return `${batch}.${String(line).padStart(7, '0')}`
}
