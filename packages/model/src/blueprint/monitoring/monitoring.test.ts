import { coverageOf, designMonitoring, knownTalks } from '@penstock/model/blueprint'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrenfield } from '../wrenfield.fixture.ts'
import { MOST_EXACT, smallestCover } from './smallest-cover.ts'

const plant = wrenfield()

test('[D10:2] sensors of the reference plant: where they stand, why, and which conduits nobody can hear', () => {
  const { sensors, method, unheard, points } = designMonitoring(plant)
  expect([method, unheard]).toEqual(['exact', []])
  expect(sensors.map(({ segment }) => segment).toSorted()).toEqual(points.map(({ segment }) => segment).toSorted())
  expect(sensors[0]).toMatchObject({ segment: 'Z-OPS', switches: ['OPS-SW1', 'OPS-SW2'], isForInside: true })
  const heard = sensors.flatMap(({ conduits }) => conduits)
  expect(heard.toSorted()).toEqual(plant.conduits.map(({ id }) => id).toSorted())
})

test('[D10:2] each talk passes the segment that both ends share, else that of either end; a tunnel of its own passes none', () => {
  const of = (id: string) => knownTalks(plant).find((talk) => talk.id === id)?.segments
  expect(of('FL-026')).toEqual(['Z-OPS'])
  expect(of('FL-001')).toEqual(['Z-OPS', 'Z-PKG'])
  expect(of('FL-034')).toEqual(['Z-PKG'])
  expect(of('FL-053')).toEqual([])
})

test('[D10:2] blind spots are ranked: safety first, then writes in control; the uplink of a vendor router is off the site', () => {
  const { unseen, heard, silent } = coverageOf(plant, ['Z-OPS'])
  expect(unseen.map(({ gravity }) => gravity)).toEqual(unseen.map(({ gravity }) => gravity).toSorted((a, b) => b - a))
  expect(unseen[0]).toMatchObject({ kind: 'no-sensor', gravity: 4 })
  expect(unseen).toContainEqual(expect.objectContaining({ kind: 'off-site', talk: 'FL-053' }))
  expect(silent).not.toContain('Z-OPS')
  expect(heard).toBe(knownTalks(plant).filter(({ segments }) => segments.includes('Z-OPS')).length)
})

test('[D10:2] taking one sensor away loses exactly the talks that only it hears', () => {
  const all = designMonitoring(plant).sensors.map(({ segment }) => segment)
  const missing = (segments: readonly string[]) =>
    coverageOf(plant, segments)
      .unseen.filter(({ kind }) => kind === 'no-sensor')
      .map(({ talk }) => talk)
  expect(missing(all)).toEqual([])
  for (const gone of all) {
    const only = knownTalks(plant).filter(({ segments }) => segments.length === 1 && segments[0] === gone)
    expect(missing(all.filter((one) => one !== gone)).toSorted()).toEqual(only.map(({ id }) => id).toSorted())
  }
})

test('logs by zone: what shows steps that no wire shows, and what only the wire shows', () => {
  const { logs } = designMonitoring(plant)
  const operations = logs.find(({ zone }) => zone === 'Z-OPS')!
  expect(operations.sources.map(({ kind }) => kind)).toEqual([
    'boundary',
    'directory',
    'host',
    'engineering',
    'virtualisation',
    'switching',
  ])
  expect(operations.sources.find(({ kind }) => kind === 'engineering')).toMatchObject({
    assets: ['OPS-EWS1', 'OPS-EWS2'],
  })
  expect(operations.sources.find(({ kind }) => kind === 'host')!.against).toContain('valid-account')
  expect(logs.find(({ zone }) => zone === 'Z-SIS')!.wireOnly).toContain('SIS-MP1')
})

const needs = fc.array(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 3 }), {
  maxLength: 8,
})

test('the exact cover meets every need with as few as any set does', () => {
  fc.assert(
    fc.property(needs, (given) => {
      const { chosen, method } = smallestCover(given, new Map())
      const meets = (set: readonly string[]) => given.every((options) => options.some((one) => set.includes(one)))
      expect([method, meets(chosen)]).toEqual(['exact', true])
      const letters = ['a', 'b', 'c', 'd', 'e', 'f']
      for (let bits = 0; bits < 64; bits++) {
        const set = letters.filter((_, at) => (bits >> at) % 2 === 1)
        if (meets(set)) expect(set.length).toBeGreaterThanOrEqual(chosen.length)
      }
    }),
  )
})

test('beyond so many choices the cover is greedy, says so, and still meets every need; what nothing meets is told', () => {
  const many = Array.from({ length: MOST_EXACT + 1 }, (_, at) => [`s${at}`, `s${(at + 1) % (MOST_EXACT + 1)}`])
  const { chosen, method, unmet } = smallestCover([...many, []], new Map())
  expect([method, unmet]).toEqual(['greedy', [many.length]])
  expect(many.every((options) => options.some((one) => chosen.includes(one)))).toBe(true)
})
