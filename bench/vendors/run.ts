// What a compromised vendor touches and the order of cuts, on the reference plant for every vendor and partner, and on a plant of 5,000
// assets; what is reached is held against a naive engine. Exit 1 when a limit is passed, an answer differs, or a vendor is not cut off.
//   node bench/vendors/run.ts [assets] [rounds]
import { loadWrenfieldWorksText } from '@penstock/catalogs/wrenfield-works@2'
import { microsOfIso } from '@penstock/model/kernel'
import { type AttackModel, attackModel } from '@penstock/model/paths'
import { type PlantFile, parsePlant } from '@penstock/model/plant'
import { blastRadius, cutPlan, listParties, partiesOf } from '@penstock/model/vendors'
import { manyCells } from '../paths/generate.ts'
import { naiveFixpoint } from '../paths/naive.ts'

const [assets = '5000', rounds = '5'] = process.argv.slice(2)
const ROUNDS = Number(rounds)
/** One question with its cuts, in milliseconds of processor time; the plant made into rules is told beside it. */
const LIMIT_MS = 2000
const AT = microsOfIso('2026-10-01T12:00:00Z')!

const cells = manyCells(Number(assets)) as { readonly conduits: readonly object[] }
const wayIn = { zoneA: 'OUT', zoneB: 'OFFICE', protocols: ['rdp'], direction: 'a-to-b', status: 'as designed' }
const estate = plantOf({
  ...cells,
  conduits: [...cells.conduits, { id: 'C-OUT', ...wayIn }],
  vendors: [vendor('V-1')],
  remoteAccess: [access('RA-1', 'V-1')],
})
const works = plantOf(JSON.parse(loadWrenfieldWorksText()))
let faults = 0
let worst = 0
console.log(
  '| Plant | Assets | Plant to rules, ms | Vendors | Reached at most | One question with its cuts, worst, ms |',
)
console.log('|---|---|---|---|---|---|')
for (const [name, plant, mergesEquals] of [
  ['reference plant', works, true],
  ['plant of cells', estate, false],
] as const) {
  const [model, buildMs] = timed(() => attackModel(plant, [], { mergesEquals }))
  const parties = listParties(plant).map(({ id }) => id)
  let most = 0
  const medians = parties.map((party) => {
    const times = Array.from({ length: ROUNDS }, () => timed(() => answer(plant, model, party))[1])
    const { radius, plan } = answer(plant, model, party)
    const reached = new Set(radius.assets.flatMap((one) => (one.hold === null ? [] : one.id)))
    most = Math.max(most, reached.size)
    if (!plan.isCutOff) faults++
    faults += differences(plant, model, party, reached)
    return times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!
  })
  const slowest = Math.max(...medians)
  worst = Math.max(worst, slowest)
  console.log(
    `| ${name} | ${plant.assets.length} | ${buildMs.toFixed(0)} | ${parties.length} | ${most} | ${slowest.toFixed(0)} |`,
  )
}
console.log(`\n${ROUNDS} rounds, processor time; ${faults} answers differ from the naive engine or leave the vendor in`)
process.exitCode = worst > LIMIT_MS || faults > 0 ? 1 : 0

function answer(plant: PlantFile, model: AttackModel, party: string) {
  return { radius: blastRadius(plant, model, party)!, plan: cutPlan(plant, model, party, { at: AT })! }
}

/** Assets on which the naive engine gets a hold from this start alone and the answer does not, or the other way round. */
function differences(plant: PlantFile, model: AttackModel, party: string, told: ReadonlySet<string>): number {
  const { starts } = partiesOf(plant, party)!
  const isOwn = (facts: readonly string[]): boolean => facts.some((fact) => starts.has(fact.replace(/^start:/, '')))
  const withStart = naiveFixpoint(model.rules.filter(({ kind, facts }) => kind !== 'start' || isOwn(facts)))
  const without = naiveFixpoint(model.rules.filter(({ kind }) => kind !== 'start'))
  return plant.assets.filter(({ id, zone }) => {
    if (model.ground.isOutside(zone)) return false
    const standIn = model.standInOf.get(id) ?? id
    const nodes = ['admin', 'user', 'logic', 'write', 'mode', 'network'].map((hold) => `${hold}:${standIn}`)
    return nodes.some((node) => withStart.has(node) && !without.has(node)) !== told.has(id)
  }).length
}

function plantOf(data: unknown): PlantFile {
  const read = parsePlant(data)
  if (!read.ok) throw new Error(JSON.stringify(read.refusal.slice(0, 3)))
  return read.value.plant
}

function vendor(id: string) {
  const contract = { from: '2026-01-01', until: '2027-01-01', securityTerms: true, incidentNoticeH: 24 }
  const rest = { products: [], tools: [], fourthParties: [], staff: [], supportHours: '', contactVerifiedOn: null }
  return { id, name: id, contract, remoteAccess: [], ...rest }
}

/** From the internet to the office, and on to the station of operations from which the cells are served. */
function access(id: string, of: string) {
  return {
    ...{ id, title: id, vendor: of, path: ['NET', 'OFFICE-0', 'OPS-2'], targets: ['CELL0-3'], protocols: ['rdp'] },
    ...{ mfa: false, recorded: false, jumpHost: null, hours: null, accounts: [], status: 'approved' },
    ...{ approvedBy: null, approvedUntil: null, lastUse: null, conduits: ['C-OUT'], sourceNetworks: null },
  }
}

function timed<Value>(work: () => Value): readonly [Value, number] {
  const began = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(began)
  return [value, (user + system) / 1000]
}
