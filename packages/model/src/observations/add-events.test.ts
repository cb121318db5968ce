import { micros } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTally, addValue, type LogonSeen, Quality, type ValueSeen } from './index.ts'

interface Reading {
  readonly value: number
  readonly quality: Quality[]
}

/** The row of readings that follow each other by a second, the first of them at `from`. */
function rowOf(readings: readonly Reading[], from: number): ValueSeen {
  const values = readings.map(({ value }) => value)
  const at = (place: number) => micros((from + place) * 1_000_000)
  const proofOf = (place: number) => ({ file: 0, frame: from + place + 1, at: at(place), offset: 0, length: 60 })
  const [low, high] = [values.indexOf(Math.min(...values)), values.indexOf(Math.max(...values))]
  return {
    server: { mac: null, ip: '192.0.2.1' },
    protocol: 'iec104',
    point: 'ASDU 1 IOA 1',
    count: values.length,
    changes: values.filter((value, place) => place > 0 && values[place - 1] !== value).length,
    min: Math.min(...values),
    max: Math.max(...values),
    first: values[0]!,
    last: values.at(-1)!,
    quality: Quality.options.filter((one) => readings.some(({ quality }) => quality.includes(one))),
    firstAt: at(0),
    lastAt: at(values.length - 1),
    ...(low === 0 ? {} : { lowest: proofOf(low) }),
    ...(high === 0 ? {} : { highest: proofOf(high) }),
    proof: proofOf(0),
  }
}

const reading = fc.record({
  value: fc.constantFrom(-1, 0, 1, 2.5),
  quality: fc.subarray([...Quality.options], { maxLength: 2 }),
})

test('readings cut anywhere add up to the row of all of them, in whatever grouping', () => {
  fc.assert(
    fc.property(fc.array(reading, { minLength: 1, maxLength: 12 }), fc.array(fc.nat(11)), (readings, cuts) => {
      const places = [...new Set([0, ...cuts.filter((cut) => cut < readings.length)])].sort((a, b) => a - b)
      const rows = places.map((from, at) => rowOf(readings.slice(from, places[at + 1]), from))
      const whole = rowOf(readings, 0)
      expect(rows.reduce((sum, row) => addValue(sum, row))).toEqual(whole)
      expect(rows.reduceRight((sum, row) => addValue(row, sum))).toEqual(whole)
    }),
  )
})

test('what was read later may be earlier in time: first, last and proof follow the time', () => {
  const [early, late] = [rowOf([{ value: 1, quality: [] }], 10), rowOf([{ value: 2, quality: ['stale'] }], 20)]
  expect(addValue(late, early)).toEqual(addValue(early, late))
  expect(addValue(late, early)).toMatchObject({ first: 1, last: 2, changes: 1, proof: { frame: 11 } })
})

test('the same saying adds up, with the earlier proof', () => {
  const said = (from: number, count: number): LogonSeen => {
    const { proof, firstAt, lastAt, server } = rowOf([{ value: 0, quality: [] }], from)
    const who = { client: server, server, protocol: 'ftp', method: 'password', account: 'a', result: null }
    return { ...who, count, firstAt, lastAt, proof }
  }
  expect(addTally(said(5, 2), said(1, 3))).toMatchObject({
    count: 5,
    firstAt: 1_000_000,
    lastAt: 5_000_000,
    proof: { frame: 2 },
  })
})
