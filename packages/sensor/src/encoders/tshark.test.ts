// Every protocol as an independent dissector sees it: named right, nothing malformed, right checksums, right fields.
import { beforeAll, describe, expect, test } from 'vitest'
import { allSamples } from './samples.ts'
import { type Dissection, dissectFrames, hasTshark } from './tshark.ts'

const samples = allSamples()
const isMissing = !hasTshark()
if (isMissing)
  console.warn('tshark is not installed (Debian: apt-get install tshark): encoders are not compared with it')

describe.skipIf(isMissing)('tshark reads what was encoded', () => {
  let seen: Dissection[] = []

  beforeAll(() => {
    seen = dissectFrames(samples.flatMap((sample) => sample.frames))
  }, 60_000)

  test.each(samples.map((sample, at) => ({ at, ...sample })))('$name', ({ at, frames, protocol, fields }) => {
    const first = samples.slice(0, at).reduce((sum, sample) => sum + sample.frames.length, 0)
    const own = seen.slice(first, first + frames.length)
    expect(own.flatMap((dissection) => dissection.faults)).toEqual([])
    expect(own.flatMap((dissection) => dissection.protocols)).toContain(protocol)
    for (const [name, values] of Object.entries(fields)) {
      expect({ [name]: own.flatMap((dissection) => dissection.fields.get(name) ?? []) }).toEqual({ [name]: values })
    }
  })

  test('a broken checksum is seen', () => {
    const frame = samples.find((sample) => sample.protocol === 'mbtcp')!.frames[3]!.slice()
    frame[frame.length - 1]! ^= 0xff
    const faults = dissectFrames([frame]).flatMap((dissection) => dissection.faults)
    expect(faults.join()).toMatch(/checksum/i)
  })
})
