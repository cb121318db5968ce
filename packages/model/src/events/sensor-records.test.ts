// A batch of the sensor in parts that a reader takes, with every row in it once.
import { findEventFormat, LONGEST_RECORD, sensorRecords } from '@penstock/model/events'
import { micros } from '@penstock/model/kernel'
import type { ObservationBatch, OperationSeen } from '@penstock/model/observations'
import { expect, test } from 'vitest'

const AT = micros(1_790_834_400_000_000)
const PROOF = { file: 0, frame: 7, at: AT, offset: 420, length: 77 }
const END = { mac: null, ip: '10.30.1.10' }
const write = (n: number): OperationSeen => ({
  ...{
    at: AT,
    protocol: 'modbus-tcp',
    kind: 'write',
    code: '6',
    name: 'Write Single Register',
    client: END,
    server: END,
  },
  ...{ target: `unit 1 register ${n}`, values: ['x'.repeat(200)], result: 'ok', count: 1, proof: PROOF },
})

test('a batch longer than a record may be loses nothing', () => {
  const operations = Array.from({ length: 5000 }, (_, n) => write(n))
  const anomaly = { kind: 'snmp-default-community', count: 1, detail: 'odd', client: END, server: END, proof: PROOF }
  const batch: ObservationBatch = {
    ...{ seq: 0, isLast: true, packets: 9, bytes: 9, malformed: 0, skipped: {}, firstAt: AT, lastAt: AT },
    ...{ bindings: [], claims: [], conversations: [], operations, anomalies: [anomaly] },
  }
  const records = [...sensorRecords(batch)]
  expect(JSON.stringify(batch).length).toBeGreaterThan(LONGEST_RECORD)
  const reader = findEventFormat('penstock-sensor')!.open({ domain: 'ot', sha256: () => '' })
  const events = records
    .flatMap((record) => reader.read(record, AT))
    .map((read) => (read.kind === 'event' ? read.event : null))
  expect(events.map((event) => event?.fields['target'] ?? event?.fields['kind'])).toEqual([
    ...operations.map(({ target }) => target),
    'snmp-default-community',
  ])
  expect(events.at(-1)?.fields['client.ip']).toBe('10.30.1.10')
})
