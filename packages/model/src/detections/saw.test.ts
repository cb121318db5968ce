// The hash of the file that an event is about.
import { type DetectionEvent, hashSeen } from '@penstock/model/detections'
import { expect, test } from 'vitest'

const SHA = 'ab'.repeat(32)
const file = (value: unknown) => ({ file: { hashes: [{ value }] } })

test.each<[string, Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>, string | null]>([
  ['of Sysmon', { Hashes: `MD5=${'1'.repeat(32)},SHA256=${SHA.toUpperCase()}` }, {}, '1'.repeat(32)],
  ['of a process', {}, { process: file(SHA) }, SHA],
  ['of the evidence of a finding', {}, { evidences: [file(SHA.toUpperCase())] }, SHA],
  ['a text that is none', {}, { process: file('<script>') }, null],
  ['nowhere', { Hashes: 7 }, { process: null, evidences: [null] }, null],
])('%s', (_, fields, ocsf, hash) => {
  const event = { ocsf, fields, logSources: [] } as unknown as DetectionEvent
  expect(hashSeen(event, ocsf)).toBe(hash)
})
