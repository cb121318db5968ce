import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { ANSWER_KEYS, type PlantFile, parsePlant } from '@penstock/model/plant'
import {
  checkSegmentation,
  findingsOfConduit,
  SEGMENTATION_CHECKS,
  type SegmentationFinding,
} from '@penstock/model/segmentation'
import { judgeConversation, zoneModelOf } from '@penstock/model/zones'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { conversationOf } from './flows.ts'
import { plantView } from './plant-view.ts'

interface Pair {
  readonly sheet: string
  readonly cause: string
  readonly layer: string
  readonly sharedAsset: string
  readonly handledInSheet: boolean
}

interface Weakness {
  readonly id: string
  readonly where: readonly string[]
  readonly detectableFrom: readonly string[]
  readonly pairs?: readonly Pair[]
  readonly sameRuleElsewhere?: readonly Pair[]
}

interface AnswerKeys {
  readonly plantedWeaknesses: readonly Weakness[]
  readonly plantedGaps: readonly Weakness[]
  readonly policies: readonly { readonly expected: { readonly contradictedBy: readonly string[] } }[]
  readonly zones: readonly { readonly id: string; readonly slTarget: number; readonly slAchieved: number }[]
  readonly firewallConfigs: readonly { readonly id: string; readonly expected: Readonly<Record<string, unknown>> }[]
}

const raw = JSON.parse(loadWrenfieldWorksText()) as AnswerKeys & Readonly<Record<string, unknown>>
const plant = plantOf(raw)
const found = checkSegmentation(plant)

function plantOf(data: unknown): PlantFile {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

describe('planted weaknesses of the reference plant, from data', () => {
  test.each([
    ['W-01', ['asset-in-two-zones', 'conduit-without-device', 'flow-without-conduit', 'trust-without-conduit']],
    ['W-02', ['safety-key-open']],
    ['W-03', ['safety-can-be-written']],
    ['W-04', ['vendor-uplink', 'remote-access-weak']],
    ['W-05', ['safety-shares-control', 'safety-account-shared']],
    ['W-06', ['port-open-to-anyone', 'flow-without-conduit', 'level-jump']],
    ['W-07', ['rule-too-wide', 'exception-open']],
    ['W-08', ['layer-in-cause']],
    ['W-09', ['layers-share']],
    ['W-13', ['flow-without-conduit', 'level-jump', 'rule-without-conduit']],
    ['W-14', ['backup-in-same-trust']],
  ])('[D03] %s, each rule with a place that shows it', (id, rules) => {
    const { detectableFrom } = raw.plantedWeaknesses.find((weakness) => weakness.id === id)!
    const shown = (one: SegmentationFinding) =>
      one.places.some((place) => detectableFrom.some((known) => known.startsWith(place) || place.startsWith(known)))
    const told = new Set(found.filter((one) => one.kind === 'finding' && shown(one)).map((one) => one.rule))
    for (const rule of rules) expect(told).toContain(`segmentation.${rule}`)
  })

  test('W-08 to W-10: the pairs of cause and layer in one asset, credited or left out, are those of the key, and no other', () => {
    const told = found.flatMap(({ rule, id, facts, path }) => {
      if (rule !== 'segmentation.layer-in-cause' && rule !== 'segmentation.layer-left-out') return []
      const cause = facts.find(({ name }) => name === 'cause')!.value.split(' ')[0]
      return [`${id} ${cause} ${path[1]} ${path[0]} ${rule === 'segmentation.layer-left-out' ? 'handled' : 'credited'}`]
    })
    const key = raw.plantedWeaknesses.flatMap(({ pairs = [], sameRuleElsewhere = [] }) => [
      ...pairs,
      ...sameRuleElsewhere,
    ])
    const expected = key.map(({ sheet, cause, layer, sharedAsset, handledInSheet }) =>
      [sheet, cause, layer, sharedAsset, handledInSheet ? 'handled' : 'credited'].join(' '),
    )
    // The key names no pair that the sheet left out by itself, with its reason, but one of L-04.
    expect(told.toSorted()).toEqual([...expected, 'L-04 a AAL-102 DCS-FCS1 handled'].toSorted())
  })

  test('safety functions that an asset puts at risk stand with it', () => {
    const station = found.find(({ rule, id }) => rule === 'segmentation.asset-in-two-zones' && id === 'SIS-EWS1')
    expect(station?.facts).toContainEqual({ name: 'safety functions', value: 'SIF-201, SIF-301, SIF-101, SIF-102' })
    const burner = found.find(({ rule }) => rule === 'segmentation.safety-shares-control')
    expect(burner?.facts).toContainEqual({ name: 'functions', value: 'SIF-501' })
  })
})

test('no finding that the answer keys do not know', () => {
  const known = new Set([
    ...[...raw.plantedWeaknesses, ...raw.plantedGaps].flatMap((one) => [...one.where, ...idsIn(one.detectableFrom)]),
    ...raw.plantedWeaknesses.flatMap(({ sameRuleElsewhere = [] }) => sameRuleElsewhere.map(({ sheet }) => sheet)),
    ...raw.policies.flatMap(({ expected }) => expected.contradictedBy),
    ...raw.zones.filter(({ slTarget, slAchieved }) => slAchieved < slTarget).map(({ id }) => id),
    ...raw.firewallConfigs.filter(({ expected }) => 'telnetManagementFrom' in expected).map(({ id }) => id),
  ])
  const strange = found.filter(
    ({ kind, id, path }) => kind === 'finding' && !known.has(id) && !path.some((step) => known.has(step)),
  )
  expect(strange).toEqual([])
  // An id alone would let a second, invented finding pass, so the rules for each id are counted, too.
  expect(
    found.filter(({ kind }) => kind === 'finding').map(({ rule, id }) => `${rule.slice('segmentation.'.length)} ${id}`),
  ).toEqual([
    'flow-without-conduit FL-026',
    'engineering-from-elsewhere FL-036',
    'flow-without-conduit FL-044',
    'level-jump FL-044',
    'flow-without-conduit FL-048',
    'level-jump FL-048',
    'flow-without-conduit FL-090',
    'level-jump FL-090',
    'flow-outside-conduit FL-091',
    'engineering-from-elsewhere MG-12',
    'exception-open C-04',
    'exception-open C-05',
    'conduit-undocumented C-07',
    'conduit-without-device C-07',
    'outside-to-control C-12',
    'conduit-undocumented C-15',
    'outside-to-control C-15',
    'asset-in-two-zones SIS-EWS1',
    'vendor-uplink VND-EWON1',
    'vendor-uplink VND-CELL1',
    'port-open-to-anyone REM-RTR1',
    'remote-access-weak RA-02',
    'remote-access-weak RA-03',
    'rule-unused FWC-1',
    'rule-expired FWC-1',
    'rule-too-wide FWC-1',
    'rule-for-nobody FWC-1',
    'rule-without-conduit FWC-1',
    'rule-without-conduit FWC-1',
    'clear-management FWC-2',
    'rule-expired FWC-3',
    'rule-without-conduit FWC-3',
    'rule-without-conduit FWC-3',
    'safety-can-be-written C-06',
    'safety-key-open SIS-MP1',
    'safety-shares-control PKG-BLR-BMS',
    'safety-account-shared ACC-22',
    'safety-account-shared ACC-24',
    'layer-in-cause L-01',
    'layer-in-cause L-02',
    'layers-share L-03',
    'layers-share L-04',
    'trust-without-conduit MG-05',
    'backup-in-same-trust OPS-BKP1',
    'level-gap Z-DCS',
    'level-gap Z-SIS',
    'level-gap Z-REM',
  ])
})

function idsIn(places: readonly string[]): readonly string[] {
  return places.flatMap((place) => [...place.matchAll(/[=,\]]([A-Z][\w-]+)(?=[\],])/g)].map(([, id = '']) => id))
}

test('the answer keys are not read', () => {
  const without = structuredClone(raw) as Record<string, unknown>
  for (const key of ANSWER_KEYS) drop(without, key.split('.'))
  expect(checkSegmentation(plantOf(without))).toEqual(found)
})

function drop(data: unknown, [head = '', ...rest]: readonly string[]): void {
  const name = head.replace('[]', '')
  for (const each of Array.isArray(data) ? (data as unknown[]) : [data]) {
    if (typeof each !== 'object' || each === null) continue
    const row = each as Record<string, unknown>
    if (rest.length === 0) delete row[name]
    else drop(row[name], rest)
  }
}

test('every place is in the file, every rule is in the registry, and what one finds and what one asks are apart', () => {
  const kinds = new Map(SEGMENTATION_CHECKS.map(({ rule, kind }) => [rule, kind]))
  for (const { rule, kind, places, conduits } of found) {
    expect(kinds.get(rule)).toBe(kind)
    for (const id of conduits) expect(plant.conduits.map((one) => one.id)).toContain(id)
    for (const place of places) {
      const [, list = '', id] = /^(\w+)\[(?:id=([^\]]+)|[^\]]+)\]/.exec(place) ?? []
      const rows = plant[list as 'assets'] as readonly { id: string }[]
      if (id !== undefined) expect(rows.map((row) => row.id)).toContain(id)
    }
  }
})

test('why a conduit is red: its findings and no others', () => {
  expect(findingsOfConduit(found, 'C-06').map(({ rule }) => rule)).toEqual(['segmentation.safety-can-be-written'])
  expect(findingsOfConduit(found, 'C-09')).toEqual([])
  expect(findingsOfConduit(found, 'C-07').map(({ rule }) => rule.slice('segmentation.'.length))).toEqual([
    'flow-without-conduit',
    'conduit-undocumented',
    'conduit-without-device',
    'asset-in-two-zones',
    'trust-without-conduit',
  ])
})

const keyOf = (one: SegmentationFinding): string => JSON.stringify([one.rule, one.id, one.facts, one.path])

function difference(changed: PlantFile) {
  const after = checkSegmentation(changed)
  const [old, now] = [new Set(found.map(keyOf)), new Set(after.map(keyOf))]
  return { added: after.filter((one) => !old.has(keyOf(one))), removed: found.filter((one) => !now.has(keyOf(one))) }
}

describe('a plant that was changed differs by what was changed, and by nothing else', () => {
  const documented = plant.conduits.filter(({ status }) => status !== 'undocumented')
  test('a conduit that is unplugged: exactly its flows have none; what else comes joins its zones', () => {
    const model = zoneModelOf(plant, 0)
    const view = plantView(plant, [])
    fc.assert(
      fc.property(fc.constantFrom(...documented), (conduit) => {
        const changed = { ...plant, conduits: plant.conduits.filter(({ id }) => id !== conduit.id) }
        const { added, removed } = difference(changed)
        const carried = plant.flows.filter((flow) => {
          const { verdict, conduit: by } = judgeConversation(model, conversationOf(view, flow))
          return verdict === 'allowed' && by === conduit.id
        })
        const bare = added.filter(({ rule }) => /flow-(without|outside)/.test(rule)).map(({ id }) => id)
        const before = found.filter(({ rule }) => /flow-(without|outside)/.test(rule)).map(({ id }) => id)
        expect(bare.filter((id) => !before.includes(id))).toEqual(carried.map(({ id }) => id))
        const zones = [conduit.zoneA, conduit.zoneB]
        for (const one of added) {
          const said = JSON.stringify([one.path, one.facts])
          const isAboutItsZones = zones.every((zone) => said.includes(zone))
          const isItsDevice =
            one.rule === 'segmentation.asset-in-two-zones' && conduit.enforcedBy?.includes(one.id) === true
          const members = plant.assets.filter(({ zone }) => zones.includes(zone)).map(({ id }) => id)
          const isItsTrust =
            one.rule === 'segmentation.trust-without-conduit' && one.path.every((step) => members.includes(step))
          expect(isAboutItsZones || isItsDevice || isItsTrust).toBe(true)
        }
        const devices = conduit.enforcedBy ?? []
        for (const one of removed) {
          const isItsOwn = one.id === conduit.id || one.conduits.includes(conduit.id)
          const isOfItsRules = plant.firewallConfigs.some(({ id, asset }) => id === one.id && devices.includes(asset))
          expect(isItsOwn || isOfItsRules).toBe(true)
        }
      }),
      { numRuns: documented.length, examples: documented.map((one): [typeof one] => [one]) },
    )
  })

  test('a host that gets a card in a second zone is the one finding that comes', () => {
    const enforcing = new Set(plant.conduits.flatMap((conduit) => conduit.enforcedBy ?? []))
    const hosts = plant.assets.filter(
      ({ id, interfaces }) => !enforcing.has(id) && interfaces?.length === 1 && interfaces[0]!.ip !== null,
    )
    const zones = plant.zones.filter(({ subnet }) => typeof subnet === 'string')
    fc.assert(
      fc.property(fc.constantFrom(...hosts), fc.constantFrom(...zones), (host, zone) => {
        if (host.zone === zone.id) return
        const card = { ip: `${zone.subnet!.split('.').slice(0, 3).join('.')}.14`, mac: null, zone: zone.id }
        if (plant.assets.some(({ ip }) => ip === card.ip)) return
        const assets = plant.assets.map((one) =>
          one.id === host.id ? { ...one, interfaces: [...one.interfaces!, card] } : one,
        )
        const { added, removed } = difference({ ...plant, assets })
        expect(added.map(({ rule, id, facts }) => [rule, id, facts[0]?.value])).toEqual([
          ['segmentation.asset-in-two-zones', host.id, `${host.zone}, ${zone.id}`],
        ])
        expect(removed).toEqual([])
      }),
      { numRuns: 40 },
    )
  })

  const edited = (
    list: 'assets' | 'remoteAccess' | 'conduits' | 'accounts' | 'backups',
    id: string,
    change: object,
  ): PlantFile => ({
    ...plant,
    [list]: plant[list].map((row) => (row.id === id ? { ...row, ...change } : row)),
  })
  test.each([
    ['the key is turned to RUN', edited('assets', 'SIS-MP1', { keySwitch: 'RUN' }), [], ['safety-key-open SIS-MP1']],
    [
      'a point is forced',
      edited('assets', 'SIS-MP1', { forcedPoints: ['TT-201A'] }),
      ['safety-points-forced SIS-MP1'],
      [],
    ],
    [
      'the router reads function codes',
      edited('conduits', 'C-06', { inspection: 'application' }),
      [],
      ['safety-can-be-written C-06'],
    ],
    ['the port is closed', edited('assets', 'REM-RTR1', { portForwards: [] }), [], ['port-open-to-anyone REM-RTR1']],
    [
      'the burner management gets a project of its own',
      edited('assets', 'PKG-BLR-BMS', { engineeringProject: 'PRJ-BMS' }),
      [],
      ['safety-shares-control PKG-BLR-BMS'],
    ],
    [
      'a laptop is plugged in among controllers',
      edited('assets', 'VND-LT1', { zone: 'Z-PKG', interfaces: [{ ip: '10.20.40.99', mac: null, zone: 'Z-PKG' }] }),
      ['temporary-not-apart VND-LT1'],
      [],
    ],
    ['the exception is closed', edited('conduits', 'C-04', { exceptions: [] }), [], ['exception-open C-04']],
    [
      'a conduit aims lower than its zones',
      edited('conduits', 'C-09', { slTarget: 1 }),
      ['conduit-target-low C-09'],
      [],
    ],
    [
      'an account is switched off',
      edited('accounts', 'ACC-22', { enabled: false }),
      [],
      ['safety-account-shared ACC-22'],
    ],
  ])('%s', (_, changed, added, removed) => {
    const told = (list: readonly SegmentationFinding[]) =>
      list.map(({ rule, id }) => `${rule.slice('segmentation.'.length)} ${id}`)
    const seen = difference(changed)
    expect({ added: told(seen.added), removed: told(seen.removed) }).toEqual({ added, removed })
  })
})

test('observed traffic is judged beside the known flows, each pair once', () => {
  const conversation = (client: string, server: string, serverPort: number) => ({
    client: { ip: client, mac: null },
    server: { ip: server, mac: null },
    protocol: null,
    portGuess: null,
    transport: 'tcp' as const,
    serverPort,
    functions: [],
  })
  const seen = conversation('10.20.40.66', '10.10.0.20', 443)
  const after = checkSegmentation(plant, { traffic: [seen, seen, conversation('10.20.20.51', '10.20.40.10', 102)] })
  const strangers = after.filter(({ id }) => id === '10.20.40.66')
  expect(strangers.map(({ rule, path }) => [rule, path.join(' ')])).toEqual([
    ['segmentation.flow-without-conduit', '10.20.40.66 Z-PKG Z-ENT ENT-ERP1'],
    ['segmentation.level-jump', '10.20.40.66 Z-PKG Z-ENT ENT-ERP1'],
  ])
  const unused = after.filter(({ rule }) => rule === 'segmentation.conduit-never-seen').map(({ id }) => id)
  expect(unused).not.toContain('C-09')
  expect(unused).toContain('C-08')
})
