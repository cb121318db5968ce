// Rows of telemetry for its tests: each as a batch brings it, with what a test does not care about filled in.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ConversationSeen, Endpoint, ObservationBatch, OperationSeen, Proof } from '@penstock/model/observations'
import type { EventBatch, NewEvent, NewUnknownLine, TelemetryBatch } from '@penstock/store/telemetry'

export const PROOF: Proof = { file: 0, frame: 1, at: micros(0), offset: 24, length: 60 }
const START = 1_790_834_400_000_000
export function at(offset: number): EpochMicros {
  return micros(START + offset)
}

export function address(n: number): Endpoint & { readonly mac: string; readonly ip: string } {
  return { mac: `00:00:00:00:00:0${n}`, ip: `10.0.0.${n}` }
}

export function flow(change: Partial<ConversationSeen>): ConversationSeen {
  return {
    client: address(1),
    server: address(2),
    protocol: 's7comm',
    portGuess: null,
    transport: 'tcp',
    serverPort: 102,
    sidesFrom: 'content',
    isAnswered: true,
    vlans: [],
    packets: 1,
    bytes: 60,
    firstAt: at(0),
    lastAt: at(0),
    functions: [],
    proof: PROOF,
    ...change,
  }
}

export function deed(change: Partial<OperationSeen>): OperationSeen {
  return {
    at: at(0),
    protocol: 's7comm',
    kind: 'control',
    code: '0x29',
    name: 'plc stop',
    client: address(1),
    server: address(2),
    target: null,
    result: 'ok',
    count: 1,
    proof: PROOF,
    ...change,
  }
}

export function entry(captureKey: string, seq: number, rows: Partial<ObservationBatch> = {}): TelemetryBatch {
  const empty = { bindings: [], claims: [], conversations: [], operations: [], anomalies: [], skipped: {} }
  const counts = { packets: 0, bytes: 0, malformed: 0, firstAt: null, lastAt: null, isLast: false }
  return { captureKey, site: 'works', batch: { ...empty, ...counts, ...rows, seq } }
}

export const ALWAYS = { from: micros(0), to: micros(4_000_000_000_000_000), sites: '*' } as const

export function second(count: number): EpochMicros {
  return micros(1_700_000_000_000_000 + count * 1_000_000)
}

export function event(given: Partial<NewEvent>): NewEvent {
  return {
    ...{ line: 1, nth: 0, at: second(0), classUid: 3002, activityId: 1, severityId: 1 },
    ...{ sourceIp: null, sourceHost: null, destinationIp: null, destinationHost: null },
    ...{ user: null, device: null, action: null, ocsf: '{}', fields: '{}', logSources: '[]' },
    ...{ raw: 'line', rawBytes: 4, rawSha256: '00' },
    ...given,
  }
}

export function odd(given: Partial<NewUnknownLine>): NewUnknownLine {
  return { line: 1, code: 'no-rule', detail: 'x', raw: 'odd', rawBytes: 3, rawSha256: '11', ...given }
}

export function batch(
  source: string,
  name: string,
  events: readonly NewEvent[],
  unknown: readonly NewUnknownLine[] = [],
  given: Partial<EventBatch> = {},
): EventBatch {
  return { source, batch: name, site: 'works', format: 'syslog', receivedAt: second(1000), events, unknown, ...given }
}
