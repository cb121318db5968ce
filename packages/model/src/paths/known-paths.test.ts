import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { type AttackModel, type AttackPath, attackModel, findPaths, goalsLostWithout } from '@penstock/model/paths'
import { interfacesOf, type PlantFile, parsePlant, plantIndex } from '@penstock/model/plant'
import { judgeConversation, zoneModelOf } from '@penstock/model/zones'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

interface KnownPath {
  readonly id: string
  readonly goal: string
  readonly steps: readonly string[]
  readonly uses: readonly string[]
  readonly crosses: readonly string[]
}

interface AnswerKeys {
  readonly knownPaths: readonly KnownPath[]
  readonly plantedWeaknesses: readonly { readonly id: string; readonly detectableFrom: readonly string[] }[]
}

const raw = JSON.parse(loadWrenfieldWorksText()) as AnswerKeys
const plant = plantOf(raw)
const model = attackModel(plant)
const report = findPaths(model, { cuts: false })

function plantOf(data: unknown): PlantFile {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

function found(paths: readonly AttackPath[], known: { readonly goal: string; readonly steps: readonly string[] }) {
  return paths.find((path) => path.goal === known.goal && path.steps.join() === known.steps.join())
}

describe('the known paths of the reference plant, from data', () => {
  test.each(raw.knownPaths)('$id to $goal', ({ goal, steps, crosses, uses }) => {
    const path = found(report.paths, { goal, steps })
    expect(path?.crosses).toEqual(crosses)
    const places = path!.evidence.flatMap((one) => one.facts.flatMap((fact) => fact.places))
    for (const use of uses) {
      const shown = raw.plantedWeaknesses.find((weakness) => weakness.id === use)!.detectableFrom
      expect(places.some((place) => shown.includes(place))).toBe(true)
    }
  })

  test('every hop shows evidence that the file holds', () => {
    const ids = new Set(
      Object.values(plant).flatMap((list) =>
        Array.isArray(list) ? list.map((row) => (row as { id?: string }).id) : [],
      ),
    )
    for (const { evidence, cost } of report.paths) {
      expect(cost).toBe(evidence.reduce((sum, one) => sum + one.cost, 0))
      for (const { facts, rule } of evidence) {
        if (rule !== 'privilege-escalation') expect(facts.length).toBeGreaterThan(0)
        for (const place of facts.flatMap((fact) => fact.places)) {
          const [, list, id] = /^(\w+)\[id=([^\]]+)\]\./.exec(place)!
          expect([list! in plant, ids.has(id!)]).toEqual([true, true])
        }
      }
    }
  })
})

test('no path goes across a denied conduit: the judge of conversations allows each reach that is not a way past it', () => {
  const zones = zoneModelOf(plant, 0)
  const index = plantIndex(plant)
  const addressOf = (id: string) => ({ ip: interfacesOf(index.assetById.get(id)!)[0]?.ip ?? null, mac: null })
  let judged = 0
  for (const { from, step, protocol, facts } of report.paths.flatMap((path) => path.evidence)) {
    if (protocol === null || from === null || step === null) continue
    if (facts.some((fact) => ['two-zones', 'port-forward', 'own-uplink'].includes(fact.kind))) continue
    const [client, server] = [addressOf(from), addressOf(step)]
    if (client.ip === null || server.ip === null) continue
    const known = index.protocol(protocol)!
    const { verdict } = judgeConversation(zones, {
      client,
      server,
      protocol,
      portGuess: null,
      transport: known.transport[0]!,
      serverPort: known.ports[0] ?? null,
      functions: [],
    })
    expect([from, step, protocol, verdict]).toEqual([from, step, protocol, 'allowed'])
    judged++
  }
  expect(judged).toBeGreaterThan(1000)
})

describe('a vendor who comes through IT into OT', () => {
  const ways = report.paths.filter((path) => path.start === 'vendor:V-ERP' && path.goal === 'DCS-FCS2')
  const facts = (domain: 'it' | 'ot') =>
    new Set([...model.facts.values()].filter((fact) => fact.domain === domain).map((fact) => fact.id))

  test('[B05:2] is found from the facts of both', () => {
    expect(ways[0]?.steps.slice(0, 3)).toEqual(['EXT-INET', 'ENT-FW1', 'ENT-ERP1'])
    const domains = ways[0]!.evidence.flatMap((one) => one.facts.map((fact) => fact.domain))
    expect(new Set(domains)).toEqual(new Set(['it', 'ot', 'both']))
  })

  test.each(['it', 'ot'] as const)('[B05:2] and vanishes without the facts of %s', (domain) => {
    const { paths } = findPaths(model, { goal: 'DCS-FCS2', without: facts(domain), cuts: false })
    expect(paths.filter((path) => path.start === 'vendor:V-ERP')).toEqual([])
  })
})

test.each(['SIS-MP1', 'SIF-201'])(
  '[D03:2] what leads to %s, and what cuts it all: two cards, a shared account, a conduit',
  (goal) => {
    const { chokePoints, cutSets } = findPaths(model, { goal })
    const everyWay = chokePoints.filter((one) => one.kind === 'fact').map((one) => one.id)
    expect(everyWay).toEqual(['no-authentication:SIS-MP1:tristation', 'key-switch:SIS-MP1'])
    expect(cutSets.map((cut) => [cut.method, cut.facts.toSorted()])).toContainEqual([
      'exact',
      ['account:ACC-28', 'conduit:C-06', 'two-zones:SIS-EWS1'],
    ])
    for (const cut of cutSets) expect(goalsLostWithout(model, new Set(cut.facts))).toContain(goal)
  },
)

describe('a change of the plant makes the expected difference and nothing else', () => {
  const keyOf = (rule: AttackModel['rules'][number]) =>
    `${rule.pre.join('|')}>${rule.post} ${rule.cost} ${rule.facts.join('|')}`
  const before = new Map(model.rules.map((rule) => [keyOf(rule), rule]))

  /** Rules lost and gained by a change. */
  function difference(changed: PlantFile) {
    const after = attackModel(changed)
    const kept = new Set(after.rules.map(keyOf))
    return {
      after,
      lost: [...before].flatMap(([key, rule]) => (kept.has(key) ? [] : rule)),
      gained: after.rules.filter((rule) => !before.has(keyOf(rule))),
    }
  }

  test('a conduit unplugged', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(fc.constantFrom(...plant.conduits), ({ id, enforcedBy, status }) => {
        if (seen.has(id)) return
        seen.add(id)
        const { lost, gained } = difference({ ...plant, conduits: plant.conduits.filter((one) => one.id !== id) })
        for (const rule of lost) expect(rule.facts).toContain(`conduit:${id}`)
        // A device that enforced only this one now joins its zones without a rule.
        const expected = (enforcedBy ?? []).flatMap((device) => [`two-zones:${device}`, `own-uplink:${device}`])
        for (const rule of gained) expect(rule.facts.some((fact) => expected.includes(fact))).toBe(true)
        if (status === 'undocumented') expect([lost, gained]).toEqual([[], []])
      }),
      { numRuns: 12 },
    )
  })

  test.each([
    ['P-05', 'C-06'],
    ['P-04', 'C-05'],
    ['P-01', 'C-02'],
  ])('%s is gone without %s', (id, conduit) => {
    const known = raw.knownPaths.find((one) => one.id === id)!
    const after = attackModel({ ...plant, conduits: plant.conduits.filter((one) => one.id !== conduit) })
    expect(found(findPaths(after, { goal: known.goal, cuts: false }).paths, known)).toBeUndefined()
  })

  test('the key switch of the safety controller in RUN', () => {
    const assets = plant.assets.map((one) => (one.id === 'SIS-MP1' ? { ...one, keySwitch: 'RUN' as const } : one))
    const { after, lost, gained } = difference({ ...plant, assets })
    expect(gained).toEqual([])
    expect(new Set(lost.map((rule) => rule.at))).toEqual(new Set(['SIS-MP1']))
    expect(findPaths(after, { goal: 'SIS-MP1' })).toMatchObject({ paths: [], unreached: ['SIS-MP1'] })
    expect(goalsLostWithout(model, new Set(['key-switch:SIS-MP1']))).toContain('SIS-MP1')
  })

  test('one card for the safety engineering station', () => {
    const assets = plant.assets.map((one) =>
      one.id === 'SIS-EWS1' ? { ...one, interfaces: interfacesOf(one).filter((card) => card.zone === 'Z-SIS') } : one,
    )
    const { lost, gained } = difference({ ...plant, assets })
    expect(gained).toEqual([])
    for (const rule of lost) expect(rule.facts).toContain('two-zones:SIS-EWS1')
  })

  test('a second card makes a historian a way into the control zone', () => {
    const card = { ip: '10.20.10.99', mac: null, zone: 'Z-DCS' }
    const assets = plant.assets.map((one) =>
      one.id === 'OPS-HIS1' ? { ...one, interfaces: [...interfacesOf(one), card] } : one,
    )
    const { after, lost, gained } = difference({ ...plant, assets })
    expect(lost).toEqual([])
    for (const rule of gained) expect(rule.facts).toContain('two-zones:OPS-HIS1')
    const { paths } = findPaths(after, { goal: 'DCS-FCS1', cuts: false })
    const [hop] = paths.filter((path) => path.steps.join().includes('OPS-HIS1,DCS-FCS1'))
    expect(hop?.evidence.at(-1)?.facts.map((fact) => fact.id)).toContain('two-zones:OPS-HIS1')
  })

  test('an account removed', () => {
    const [seen, ids] = [new Set<string>(), plant.accounts.map((account) => account.id)]
    fc.assert(
      fc.property(fc.constantFrom(...ids), (id) => {
        if (seen.has(id)) return
        seen.add(id)
        const { lost, gained } = difference({ ...plant, accounts: plant.accounts.filter((one) => one.id !== id) })
        expect(gained).toEqual([])
        const touches = (fact: string) =>
          fact === `account:${id}` || (fact.startsWith('same-person:') && fact.includes(id))
        // Where the account was the only one of a host, the reach of its logon goes with it.
        const systems = plant.accounts.find((one) => one.id === id)!.systems
        for (const rule of lost) {
          expect(rule.facts.some(touches) || (rule.kind === 'reach' && systems.includes(rule.at!))).toBe(true)
        }
      }),
      { numRuns: 12 },
    )
  })
})
