import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type PlantFile, readPlant } from '@penstock/model/plant'
import { type RingBoundary, ringBoundaries } from '@penstock/model/segmentation'
import { expect, test } from 'vitest'
import { ringOf } from './ring-of.ts'

const plant = wrenfield()

function wrenfield(): PlantFile {
  const read = readPlant(loadWrenfieldWorksText())
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

const told = (boundaries: readonly RingBoundary[]) =>
  boundaries.map(
    ({ outer, inner, state, proofs }) => `${outer}|${inner} ${state}${proofs.map(({ id }) => ` ${id}`).join('')}`,
  )

test('[D02:2] boundaries of the reference plant: enforcing, drawn only, or broken by the flow that proves it', () => {
  expect(told(ringBoundaries(plant))).toEqual([
    'outside|corporate drawn-only',
    'outside|dmz enforcing',
    'outside|supervisory broken FL-090',
    'outside|control broken FL-044',
    'corporate|dmz enforcing',
    'corporate|supervisory drawn-only',
    'corporate|control broken FL-048',
    'dmz|supervisory broken FL-091',
    'dmz|control closed',
    'supervisory|control broken FL-026',
  ])
})

test('[D02:2] each boundary lists its controls, and says what is missing', () => {
  const boundaries = ringBoundaries(plant)
  const of = (outer: string, inner: string) => boundaries.find((one) => one.outer === outer && one.inner === inner)!
  expect(of('corporate', 'dmz').controls).toEqual([
    {
      conduit: 'C-02',
      isDocumented: true,
      devices: ['ENT-FW1', 'DMZ-FW1'],
      inspection: 'application',
      targetLevel: 2,
      rulesRead: [{ device: 'DMZ-FW1', on: '2026-08-19' }],
    },
  ])
  expect(of('outside', 'corporate').missing).toEqual(['C-01: no rules read'])
  expect(of('dmz', 'supervisory').missing).toEqual(['DMZ-FW1: rule tool server trial allows more'])
})

test('[D02:2] the boundary heals when the flow and the rule that break it are gone, and is drawn only without rules', () => {
  const flows = plant.flows.filter(({ id }) => id !== 'FL-091')
  const configs = plant.firewallConfigs.map((config) => ({
    ...config,
    text: config.text.replace(/.*tool server trial.*\n/, ''),
  }))
  const state = (changed: PlantFile) =>
    ringBoundaries(changed).find(({ outer, inner }) => outer === 'dmz' && inner === 'supervisory')?.state
  expect(state({ ...plant, flows })).toBe('drawn-only')
  expect(state({ ...plant, flows, firewallConfigs: configs })).toBe('enforcing')
  expect(state({ ...plant, flows, firewallConfigs: [] })).toBe('drawn-only')
})

test('[D02:2] traffic that the rules of the boundary deny breaks it, though a conduit allows it', () => {
  const seen = {
    client: { ip: '10.10.1.52', mac: null },
    server: { ip: '10.20.30.15', mac: null },
    protocol: null,
    portGuess: null,
    transport: 'tcp' as const,
    serverPort: 22,
    functions: [],
  }
  const boundary = ringBoundaries(plant, [seen, seen]).find(
    ({ outer, inner }) => outer === 'corporate' && inner === 'dmz',
  )
  expect(boundary?.state).toBe('broken')
  expect(boundary?.proofs).toContainEqual({
    kind: 'seen-though-denied',
    id: '10.10.1.52',
    from: '10.10.1.52',
    to: '10.20.30.15',
    protocol: 'tcp/22',
    by: 'DMZ-FW1',
    ref: null,
  })
})

test.each([
  [{ low: 5, high: 5 }, 'outside'],
  [{ low: 4, high: 5 }, 'corporate'],
  [{ low: 3.5, high: 3.5 }, 'dmz'],
  [{ low: 2, high: 3.5 }, 'supervisory'],
  [{ low: 3, high: 3 }, 'supervisory'],
  [{ low: 1, high: 2 }, 'control'],
  [null, null],
])('level %j is in the ring %s', (level, ring) => {
  expect(ringOf(level)).toBe(ring)
})
