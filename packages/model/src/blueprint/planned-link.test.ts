import { judgeLink } from '@penstock/model/blueprint'
import { attackModel, findPaths } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wrenfield } from './wrenfield.fixture.ts'

const plant = wrenfield()

function judged(from: string, to: string, protocol: string, of: PlantFile = plant) {
  const found = judgeLink(of, { from, to, protocol })
  if (!found.ok) throw new Error(JSON.stringify(found.refusal))
  return found.value
}

test.each([
  // IT into operations, where control zones are reached from what the link leads to.
  ['ENT-ERP1', 'OPS-BAT1', 'https', 'refused', 'ENT-ERP1 > OPS-BAT1 > DCS-FCS1'],
  ['ENT-WS-PE', 'OPS-EWS2', 'rdp', 'refused', 'ENT-WS-PE > OPS-EWS2 > PKG-BLR-PLC'],
  ['ENT-LIMS1', 'OPS-FS1', 'smb', 'refused', 'ENT-LIMS1 > OPS-FS1 > DCS-FCS1'],
  // Past everything, from one control zone into another, and from a vendor's cloud.
  ['ENT-ERP1', 'PKG-WB-NP', 'https', 'refused', undefined],
  ['DCS-HIS1', 'PKG-UTL-SCADA', 'https', 'refused', 'DCS-HIS1 > PKG-UTL-SCADA'],
  ['EXT-TALK2M', 'PKG-BLR-PLC', 's7comm', 'refused', 'EXT-TALK2M > PKG-BLR-PLC'],
  // Outwards, between outer zones, and what is permitted already.
  ['DMZ-PIR1', 'EXT-TALK2M', 'https', 'no-new-way', undefined],
  ['OPS-HIS1', 'ENT-ERP1', 'https', 'no-new-way', undefined],
  ['ENT-WS-PE', 'PHY-NVR1', 'rdp', 'no-new-way', undefined],
  ['OPS-KEP1', 'PKG-BLR-PLC', 's7comm', 'permitted', undefined],
  ['EXT-TALK2M', 'DMZ-PIR1', 'https', 'permitted', undefined],
  ['DCS-HIS1', 'DCS-FCS1', 'vnet-ip', 'permitted', undefined],
] as const)('[D08:2] %s to %s by %s: %s', (from, to, protocol, verdict, first) => {
  const found = judged(from, to, protocol)
  expect([found.verdict, found.newWays[0]?.path.steps.join(' > ')]).toEqual([verdict, first])
})

test('[D08:2] each hop of a new way stands on facts of the plant file, and the first is the planned link', () => {
  const { newWays } = judged('ENT-ERP1', 'OPS-BAT1', 'https')
  const [cheapest] = newWays
  expect(cheapest!.zone).toBe('Z-DCS')
  expect(cheapest!.path.crosses).toEqual(['planned', 'C-05'])
  expect(cheapest!.path.evidence.filter(({ text }) => text === 'somebody holds ENT-ERP1').length).toBe(1)
  const moving = cheapest!.path.evidence.filter(({ from, step }) => from !== null && from !== step)
  expect(moving.every(({ facts }) => facts.length > 0 && facts.every(({ places }) => places.length > 0))).toBe(true)
  expect(newWays.map(({ path }) => path.cost)).toEqual(newWays.map(({ path }) => path.cost).toSorted((a, b) => a - b))
})

test('[D08:2] a new way is told only of what is not there without the link, and each one uses it', () => {
  const outer = plant.assets.filter(({ zone }) => ['Z-ENT', 'Z-DMZ', 'Z-OPS', 'Z-PHY'].includes(zone))
  fc.assert(
    fc.property(
      fc.constantFrom(...outer),
      fc.constantFrom(...plant.assets),
      fc.constantFrom('https', 'rdp', 'smb', 's7comm'),
      (a, b, protocol) => {
        fc.pre(a.id !== b.id)
        const { verdict, newWays, permittedBy } = judged(a.id, b.id, protocol)
        expect(permittedBy !== null).toBe(verdict === 'permitted')
        for (const { path } of newWays) {
          expect(path.crosses).toContain('planned')
          expect(path.evidence.some(({ facts }) => facts.some(({ id }) => id === 'conduit:planned'))).toBe(true)
        }
      },
    ),
    { numRuns: 15 },
  )
})

test('[D08:2] goals that no start reaches today and one would are told as opened', () => {
  const none = { remoteAccess: [], accounts: [], vendors: [], directories: [], manages: [] }
  const assets = plant.assets.map((one) => ({ ...one, uplinks: [], portForwards: [], temporary: false }))
  const conduits = plant.conduits.filter(({ zoneA }) => zoneA !== 'Z-EXT')
  const closed: PlantFile = { ...plant, ...none, assets, conduits }
  const before = findPaths(attackModel(closed), { cuts: false }).unreached
  const { verdict, goalsOpened } = judged('EXT-TALK2M', 'PKG-BLR-PLC', 's7comm', closed)
  expect(verdict).toBe('refused')
  expect(goalsOpened.map(({ id }) => id)).toContain('PKG-BLR-PLC')
  for (const { id } of goalsOpened) expect(before).toContain(id)
})

test('what the link would add to the findings of segmentation is told, and nothing that stands today', () => {
  const { findings } = judged('ENT-ERP1', 'PKG-WB-NP', 'https')
  expect(findings.map(({ rule }) => rule)).toContain('segmentation.level-jump')
  expect(judged('OPS-KEP1', 'PKG-BLR-PLC', 's7comm').findings).toEqual([])
})

test.each([
  ['ENT-ERP', 'OPS-BAT1', 'https', { code: 'blueprint.unknown-asset', id: 'ENT-ERP', nearest: 'ENT-ERP1' }],
  ['ENT-ERP1', 'OPS-BAT1', 'htps', { code: 'blueprint.unknown-protocol', id: 'htps', nearest: 'https' }],
  ['ENT-ERP1', 'ENT-ERP1', 'https', { code: 'blueprint.same-asset' }],
])('%s to %s by %s is refused as a question', (from, to, protocol, refusal) => {
  expect(judgeLink(plant, { from, to, protocol })).toEqual({ ok: false, refusal })
})
