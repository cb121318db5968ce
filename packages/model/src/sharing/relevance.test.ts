import type { Domain } from '@penstock/model/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RELEVANCE_RULES, RelevanceJudge, type Sighting } from './index.ts'
import { LABELLED_CASES, type LabelledCase, plantWithLookAlikes } from './labelled-cases.fixture.ts'

const plant = plantWithLookAlikes()
const judge = new RelevanceJudge(plant)
const shared = ({ from, type, value }: LabelledCase) => judge.judge(from, [{ type, value }])

/** Held: what the rules find of what matters, and what of what they share does matter. */
const LEAST_RECALL = 0.85
const LEAST_PRECISION = 0.95

test('[E10:3] relevance on labelled cases: recall and precision, printed and held', () => {
  const found = LABELLED_CASES.map((one) => ({ ...one, isShared: shared(one).length > 0 }))
  const measured = (cases: readonly (typeof found)[number][]) => {
    const relevant = cases.filter(({ isRelevant }) => isRelevant)
    const told = cases.filter(({ isShared }) => isShared)
    const right = relevant.filter(({ isShared }) => isShared).length
    return { cases: cases.length, relevant: relevant.length, told: told.length, right }
  }
  for (const [kind, cases] of [...Map.groupBy(found, ({ kind: of }) => of), ['all', found] as const]) {
    const { cases: count, relevant, told, right } = measured(cases)
    const shares = `recall ${share(right, relevant)}, precision ${share(right, told)}`
    console.log(`relevance of ${kind}: ${count} cases, ${relevant} relevant, ${shares}`)
  }
  for (const { isRelevant, isShared, from, value, because } of found)
    if (isRelevant !== isShared) console.log(`${isShared ? 'shared in vain' : 'missed'}: ${from} ${value}: ${because}`)
  const { relevant, told, right } = measured(found)
  expect(found.length).toBeGreaterThanOrEqual(60)
  expect(new Set(LABELLED_CASES.map(({ from, type, value }) => `${from} ${type} ${value}`)).size).toBe(found.length)
  expect(right / relevant).toBeGreaterThanOrEqual(LEAST_RECALL)
  expect(right / told).toBeGreaterThanOrEqual(LEAST_PRECISION)
})

test('every rule is needed: without it some labelled case is told worse', () => {
  const fired = new Set(LABELLED_CASES.flatMap((one) => shared(one).map(({ rule }) => rule)))
  expect([...fired].toSorted()).toEqual(RELEVANCE_RULES.map(({ id }) => id).toSorted())
})

test.each([
  ['it', 'account', 'oteng1', 'engineer-account', ['ACC-15', 'ACC-20']],
  ['it', 'account', 'ot-oteng1', 'ot-credential', ['ACC-15', 'ACC-20']],
  ['it', 'host', 'ENT-WS-PE', 'engineering-host', []],
  ['it', 'vendor-account', 'v-dcs-1', 'vendor-account', []],
  ['ot', 'host', 'ENT-DC1', 'own-asset', []],
] as const)(
  '%s finds %s %s: the tip says %s and names what is of the other side alone',
  (from, type, value, reason, accounts) => {
    const [told] = judge.judge(from, [{ type, value }])
    expect(told).toMatchObject({ reason, accounts })
    expect(told!.assets.length).toBeGreaterThan(0)
  },
)

test('whatever is seen, what is told of it are records of the other side', () => {
  const ot = new Set(
    plant.assets.filter(({ id }) => /^(OPS|DCS|SIS|PKG|PWR|VND|PHY|REM)-/.test(id)).map(({ id }) => id),
  )
  const anyValue = fc.oneof(
    fc.constantFrom(...plant.assets.flatMap(({ id, ip }) => (typeof ip === 'string' ? [id, ip] : [id]))),
    fc.constantFrom(...plant.accounts.map(({ name }) => name)),
    fc.constantFrom(...plant.vendors.map(({ id }) => id)),
  )
  const anyType = fc.constantFrom<Sighting['type']>('account', 'host', 'ip', 'vendor-account', 'mail-address', 'asset')
  fc.assert(
    fc.property(fc.constantFrom<Domain>('it', 'ot'), anyType, anyValue, (from, type, value) => {
      for (const { assets, accounts } of judge.judge(from, [{ type, value }])) {
        for (const asset of assets) expect([asset, ot.has(asset)]).toEqual([asset, from === 'it'])
        for (const id of accounts) {
          const { domain, systems } = plant.accounts.find((one) => one.id === id)!
          const isOt = domain === 'DIR-OT' || (domain !== 'DIR-ENT' && systems.some((asset) => ot.has(asset)))
          expect([id, isOt]).toEqual([id, from === 'it'])
        }
      }
    }),
    { numRuns: 200 },
  )
})

function share(part: number, whole: number): string {
  return `${part}/${whole} = ${whole === 0 ? '-' : (part / whole).toFixed(2)}`
}
