import type { HuntedConversation, HuntedEvent, HuntedOperation } from '@penstock/model/hunts'
import { WrittenEntry } from '@penstock/model/incidents'
import { expect, test } from 'vitest'
import { entriesOf } from './promote.ts'

const ROW: HuntedEvent = {
  ...{ id: 'b.0000001.0', source: 'tok', batch: 'b', line: 1, nth: 0, sha256: 'a'.repeat(64), site: 'works' },
  ...{ format: 'windows-xml', at: '2026-08-21T02:00:00.000000Z', classUid: 1006, activityId: 1, severityId: 2 },
  ...{ className: 'Scheduled Job Activity', what: 'Create', user: 'eng1', device: 'WS1' },
  ...{ sourceIp: null, sourceHost: null, destinationIp: '10.0.0.7', destinationHost: 'ws1' },
}

test('each row is evidence with the hash of its line, and each thing that rows name is one observable', () => {
  const entries = entriesOf([ROW, { ...ROW, id: 'b.0000002.0', user: 'ENG1', what: 'x'.repeat(400) }])
  for (const entry of entries) expect(WrittenEntry.safeParse(entry).success).toBe(true)
  expect(entries.map((entry) => (entry.kind === 'observable' ? `${entry.type} ${entry.value}` : entry.kind))).toEqual([
    'evidence',
    'evidence',
    'ip 10.0.0.7',
    'host WS1',
    'account ENG1',
  ])
})

const ENDS = { clientIp: '10.0.0.7', clientMac: '00:00:00:00:00:07', serverIp: null, serverMac: '00:00:00:00:00:08' }
const TALK: HuntedConversation = {
  ...{ of: 'conversations', id: 'a1', sha256: 'b'.repeat(64), site: 'works', at: '2026-08-21T02:00:00.000000Z' },
  ...{ until: '2026-08-21T03:00:00.000000Z', protocol: null, transport: 'tcp', serverPort: 3389, ...ENDS },
  ...{ packets: 9, bytes: 900 },
}
const DEED: HuntedOperation = {
  ...{ of: 'operations', id: 'c1', sha256: 'd'.repeat(64), site: 'works', at: '2026-08-21T02:00:00.000000Z' },
  ...{ protocol: 's7comm', kind: 'program-download', code: '0x1a', name: 'request download', ...ENDS },
  ...{ target: 'OB1', result: null, count: 1, capture: 'live', file: 0, frame: 12 },
}

test('what sensors saw is evidence by what its row says, an operation with the packet that proves it', () => {
  const entries = entriesOf([TALK, DEED])
  for (const entry of entries) expect(WrittenEntry.safeParse(entry).success).toBe(true)
  expect(entries).toMatchObject([
    { kind: 'evidence', sha256: TALK.sha256, source: { kind: 'hunted-conversation', id: 'a1' } },
    {
      label: '2026-08-21 02:00:00 · s7comm · request download · OB1 · 10.0.0.7 → 00:00:00:00:00:08',
      source: { kind: 'hunted-operation', id: 'live 0 12 c1' },
    },
    { kind: 'observable', type: 'ip', value: '10.0.0.7' },
  ])
})
