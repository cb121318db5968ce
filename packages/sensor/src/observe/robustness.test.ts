// Sound frames of every protocol, cut or flipped anywhere: reading never throws, never stalls, never keeps more than it may.
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ObservationBatch } from '@penstock/model/observations'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { captureOf, observe } from './frames.fixture.ts'

const FIXTURES = fileURLToPath(new URL('../../../../fixtures/captures/', import.meta.url))
const sessions = readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.pcap') && !file.startsWith('formats'))
  .map((file) => framesOf(readFileSync(FIXTURES + file)))
  .filter((frames) => frames.length > 0)

const damage = fc.record({ frame: fc.nat(), at: fc.nat(), value: fc.nat(255), isCut: fc.boolean() })

test('sessions with damaged frames are read to their end', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(damage, { minLength: 1, maxLength: 12 }), (which, faults) => {
      const frames = sessions[which % sessions.length]!.map((frame) => frame.slice())
      for (const { frame, at, value, isCut } of faults) {
        const n = frame % frames.length
        const target = frames[n]!
        if (target.length === 0) continue
        if (isCut) frames[n] = target.slice(0, at % target.length)
        else target[at % target.length] = value
      }
      const batches = observe(captureOf(frames), { maxFlows: 4096 })
      expect(batches.reduce((sum, batch) => sum + batch.packets, 0)).toBe(frames.length)
      for (const batch of batches) ObservationBatch.parse(batch)
    }),
    { numRuns: 250 },
  )
}, 60_000)

test('frames of many sessions in any order are read to their end', () => {
  const all = sessions.flat()
  fc.assert(
    fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 300 }), (order) => {
      const frames = order.map((n) => all[n % all.length]!)
      expect(observe(captureOf(frames), { maxFlows: 4096 }).reduce((sum, batch) => sum + batch.packets, 0)).toBe(
        frames.length,
      )
    }),
    { numRuns: 60 },
  )
}, 60_000)

test('memory does not grow with the length of a damaged capture', () => {
  const frames = sessions.flat().map((frame, n) => {
    const damaged = frame.slice()
    damaged[Math.min(damaged.length - 1, 54 + (n % 20))] = n & 255
    return damaged
  })
  const once = captureOf(frames)
  const body = once.subarray(24)
  const many = new Uint8Array(24 + body.length * 60)
  many.set(once.subarray(0, 24))
  for (let n = 0; n < 60; n += 1) many.set(body, 24 + n * body.length)
  const [first] = observe(once)
  const [last] = observe(many, { packetsPerBatch: 10_000_000 })
  expect(last!.packets).toBe(first!.packets * 60)
  expect(last!.anomalies.length).toBeLessThanOrEqual(first!.anomalies.length * 2 + 10)
  expect(last!.operations.length).toBeLessThanOrEqual(first!.operations.length * 2 + 10)
  expect(last!.claims.length).toBeLessThanOrEqual(first!.claims.length * 2 + 10)
})

function framesOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.length)
  const frames: Uint8Array[] = []
  let at = 24
  while (at + 16 <= file.length) {
    const length = view.getUint32(at + 8, true)
    if (at + 16 + length > file.length) break
    frames.push(file.slice(at + 16, at + 16 + length))
    at += 16 + length
  }
  return frames
}
