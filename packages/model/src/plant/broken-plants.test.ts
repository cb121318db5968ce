import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { parsePlant, plantFaultText, readPlant, writePlant } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'

const text = loadWrenfieldWorksText()
const file = JSON.parse(text) as unknown

/** Every path of the file, as keys and indexes. */
function pathsOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [
    path,
    ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, Array.isArray(value) ? Number(key) : key])),
  ]
}

const paths = pathsOf(file).filter((path) => path.length > 0)

/** The file with another value at a path. */
function edited(path: (string | number)[], value: unknown): unknown {
  const copy = structuredClone(file)
  let node = copy as Record<string | number, unknown>
  for (const part of path.slice(0, -1)) node = node[part] as typeof node
  node[path.at(-1)!] = value
  return copy
}

const junk = fc.oneof(
  fc.constantFrom<unknown>(null, '', [], {}, -1, 1e300, true, ['Z-OPS', 'Z-DCS']),
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)

test('a value changed anywhere is either read and written without loss, or told with place and sentence', () => {
  let told = 0
  fc.assert(
    fc.property(fc.constantFrom(...paths), junk, (path, value) => {
      const read = parsePlant(edited(path, value))
      if (read.ok) {
        const again = readPlant(writePlant(read.value.plant))
        expect(again.ok && JSON.stringify(again.value.plant)).toBe(JSON.stringify(read.value.plant))
        return
      }
      told += 1
      expect(read.refusal.length).toBeGreaterThan(0)
      for (const fault of read.refusal) {
        expect(fault.code).toMatch(/^plant\./)
        expect(plantFaultText(fault).message.length).toBeGreaterThan(10)
      }
    }),
    { numRuns: 30 },
  )
  expect(told).toBeGreaterThan(0)
})

test('a character changed or cut anywhere never throws, and a fault of the form has a line', () => {
  const small = writePlantOfTopology()
  fc.assert(
    fc.property(
      fc.nat(small.length - 1),
      fc.constantFrom('', '"', ',', '{', ']', '\\', '0', 'x', '\n', '\u0000'),
      (at, mark) => {
        const read = readPlant(small.slice(0, at) + mark + small.slice(at + 1))
        if (!read.ok) for (const fault of read.refusal) expect(fault.line).not.toBeNull()
        const cut = readPlant(small.slice(0, at))
        expect(cut.ok ? 'read' : cut.refusal[0]!.code).toBe('plant.not-json')
      },
    ),
    { numRuns: 1000 },
  )
})

test('what the platform parser takes is taken, and what it refuses is refused', () => {
  const json = fc.json({ maxDepth: 4 })
  const broken = fc
    .tuple(json, fc.nat(), fc.constantFrom('', '"', ',', '}', '[', '\\', '1', 'e', '-', '.'))
    .map(([one, at, mark]) => {
      const place = at % (one.length + 1)
      return one.slice(0, place) + mark + one.slice(place + 1)
    })
  fc.assert(
    fc.property(fc.oneof(json, broken), (given) => {
      let isJson = true
      try {
        JSON.parse(given)
      } catch {
        isJson = false
      }
      const read = readPlant(given)
      expect(!read.ok && read.refusal.some((one) => one.code === 'plant.not-json')).toBe(!isJson)
    }),
    { numRuns: 1000 },
  )
})

function writePlantOfTopology(): string {
  const read = parsePlant({
    about: { name: 'Two "cells"', schema: 'reference-plant/2' },
    zones: [{ id: 'A', name: 'Cell A', subnet: '10.0.1.0/24' }],
    assets: [
      {
        id: 'PLC',
        name: 'Controller',
        zone: 'A',
        ip: '10.0.1.5',
        interfaces: [{ ip: '10.0.1.5', mac: null, zone: 'A' }],
      },
    ],
  })
  if (!read.ok) throw new Error('the topology has faults')
  return writePlant(read.value.plant).trimEnd()
}
