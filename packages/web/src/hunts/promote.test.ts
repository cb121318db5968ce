import type { HuntedRow } from '@penstock/model/hunts'
import { WrittenEntry } from '@penstock/model/incidents'
import { expect, test } from 'vitest'
import { entriesOf } from './promote.ts'

const ROW: HuntedRow = {
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
