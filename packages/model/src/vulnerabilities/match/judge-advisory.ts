// One device against one advisory: which leaves it is, what is said of them for each weakness, and the grade with its trail.

import type { Weakness } from '../advisory.ts'
import type { DeviceIdentity } from '../asset.ts'
import { plainNumber } from '../products/order-number.ts'
import { type DeviceName, type Recognition, recognise } from '../products/recognise.ts'
import { findTie } from '../products/vendors.ts'
import { judgeRange } from '../versions/range.ts'
import { parseVersion } from '../versions/version.ts'
import { judgeVersion, type VersionJudgement } from './judge-version.ts'
import { type Grade, isWorse, type TrailFact, type VulnerabilityMatch } from './match.ts'
import { type PreparedAdvisory, type PreparedLeaf, remediesFor } from './prepare.ts'
import type { JudgedAdvisory, Spared } from './spare.ts'

interface Recognised {
  readonly prepared: PreparedLeaf
  readonly recognition: Recognition
  /** What is not known besides: the host, the hardware series. */
  readonly doubts: readonly TrailFact[]
}

interface Judged {
  readonly weakness: Weakness
  readonly grade: Grade
  readonly facts: readonly TrailFact[]
  readonly fixedIn: readonly string[]
  /** What the document says in so many words, of a device that is known to be the product. */
  readonly spared?: string
}

/** Null when the device is none of the products. */
export function judgeAdvisory(
  device: DeviceIdentity,
  name: DeviceName,
  prepared: PreparedAdvisory,
  leaves: readonly PreparedLeaf[],
): JudgedAdvisory | null {
  const { advisory } = prepared
  const recognised = bestOf(leaves.flatMap((leaf) => recognisedAs(device, name, leaf)))
  const [first] = recognised
  if (first === undefined) return null
  const judged = advisory.weaknesses.flatMap((weakness) => judgeWeakness(device, recognised, weakness))
  if (judged.length === 0) judged.push(...unlisted(advisory.weaknesses))
  const grade = judged.reduce<Grade>((worst, one) => (isWorse(one.grade, worst) ? one.grade : worst), 'N')
  const isDecided = grade === 'A' || grade === 'B'
  const chosen = judged.filter((one) => (isDecided ? one.grade === 'A' || one.grade === 'B' : one.grade === grade))
  const others = judged.filter((one) => !chosen.includes(one))
  const trail = distinct([
    ...identityFacts(device, name, first, advisory.initialDate),
    ...first.doubts,
    ...chosen.flatMap(({ facts }) => facts),
    ...others.map(({ weakness, grade: other }) => ({
      fact: `${weakness.id} is graded ${other} for this device`,
      source: 'product status per CVE',
    })),
  ])
  const match: VulnerabilityMatch = {
    assetId: device.id,
    advisoryId: advisory.id,
    advisoryVersion: advisory.version,
    grade,
    cves: [...new Set(chosen.map(({ weakness }) => weakness.id))],
    range: [...new Set(recognised.map(({ prepared: one }) => one.range.text))].join(' | '),
    fixedIn: [...new Set(chosen.flatMap(({ fixedIn }) => fixedIn))],
    remedy: remedyOf(recognised, chosen),
    trail,
  }
  const spared = judged.flatMap(({ weakness, spared: fact }): Spared[] =>
    fact === undefined ? [] : [{ cve: weakness.id, fact }],
  )
  return { advisory, match, spared }
}

function recognisedAs(device: DeviceIdentity, name: DeviceName, prepared: PreparedLeaf): readonly Recognised[] {
  const found = recognise(name, prepared.name, prepared.advisory.advisory.initialDate)
  const doubts: TrailFact[] = []
  const source = `product tree, ${prepared.leaf.id}`
  if (prepared.host !== null) {
    // Both sides are asked for; a device that is only one of them may be the pair.
    const host = recognise(name, prepared.host, prepared.advisory.advisory.initialDate)
    if (found === null && host === null) return []
    if (found === null || host === null) {
      doubts.push({ fact: `meant is ${prepared.leaf.fullName}; only one of the two is known of the device`, source })
    }
    const either = found ?? host!
    return [{ prepared, recognition: doubts.length > 0 ? { ...either, by: 'plausible' } : either, doubts }]
  }
  if (found === null) return []
  const { models } = prepared.range
  if (models.length > 0) {
    const isListed = models.some((model) => name.numbers.includes(plainNumber(model)))
    if (!isListed && device.modelNumber !== null) return []
    if (!isListed) doubts.push({ fact: `meant are order numbers ${models.join(', ')}; the device has none`, source })
  }
  const series = prepared.name.hardwareSeries
  if (series !== null) {
    const own = /\b([A-D])\b/.exec(device.hwRev?.toUpperCase() ?? '')?.[1]
    if (own !== undefined && !series.includes(own)) return []
    if (own === undefined)
      doubts.push({ fact: `meant is hardware series ${series.join(', ')}; the device's is not known`, source })
  }
  const condition = prepared.name.condition ?? prepared.range.condition
  if (condition !== null) doubts.push({ fact: `holds only under a condition: ${condition}`, source })
  return [{ prepared, recognition: found, doubts }]
}

const CLASSES: readonly Recognition['by'][] = ['component', 'plausible', 'line', 'name', 'number']

/** The leaves that say most precisely what the device is: a mask with more letters, a name with more words. */
function bestOf(found: readonly Recognised[]): readonly Recognised[] {
  const standing = ({ recognition: { by, rank } }: Recognised) =>
    by === 'number' ? 3000 + rank : by === 'name' || by === 'line' ? 1000 + rank : CLASSES.indexOf(by) * 100 + rank
  const best = Math.max(...found.map(standing))
  return found.filter((one) => standing(one) === best)
}

function judgeWeakness(
  device: DeviceIdentity,
  recognised: readonly Recognised[],
  weakness: Weakness,
): readonly Judged[] {
  const told = recognised.filter(({ prepared }) => weakness.status.has(prepared.leaf.id))
  const first = told[0]
  if (first === undefined) return []
  const by = (state: string) => told.filter(({ prepared }) => weakness.status.get(prepared.leaf.id) === state)
  const spared = [...by('not-affected'), ...by('fixed')].find((one) => isWithin(device, one.prepared))
  if (spared !== undefined) {
    const state = weakness.status.get(spared.prepared.leaf.id)!
    const reason = weakness.reasons.get(spared.prepared.leaf.id)
    const because = reason === undefined ? '' : ` (${reason})`
    const fact = `${spared.prepared.leaf.fullName} is listed as ${state === 'fixed' ? 'fixed' : 'not affected'}${because}`
    const judgement = {
      weakness,
      grade: 'N',
      facts: [{ fact, source: `product status, ${weakness.id}` }],
      fixedIn: [],
    } as const
    return [isCertain(spared) ? { ...judgement, spared: fact } : judgement]
  }
  const affected = by('affected')
  if (affected.length === 0) {
    const state = weakness.status.get(first.prepared.leaf.id)!
    const isStudied = state === 'under-investigation'
    const fact = isStudied ? 'the maker still looks into it' : 'another version is listed, nothing is said of this one'
    return [{ weakness, grade: 'C', facts: [{ fact, source: `product status, ${weakness.id}` }], fixedIn: [] }]
  }
  const leaves = affected.map(({ prepared }) => prepared)
  const majors = leaves.flatMap(({ name }) => [...name.alternatives.flatMap(({ major }) => major ?? [])])
  const judgement = judgeVersion(device, leaves, weakness)
  const otherGeneration = generationFact(device, affected, majors)
  if (otherGeneration !== null) return [{ weakness, grade: 'N', facts: [otherGeneration], fixedIn: [] }]
  return [{ weakness, grade: gradeOf(affected, judgement), facts: judgement.facts, fixedIn: judgement.fixedIn }]
}

function isCertain({ recognition: { by }, doubts }: Recognised): boolean {
  return doubts.length === 0 && by !== 'plausible' && by !== 'component'
}

/** `S7-400 CPU … V7`, `LOGO! 8`: a device whose version begins otherwise is of another generation. */
function generationFact(
  device: DeviceIdentity,
  affected: readonly Recognised[],
  named: readonly number[],
): TrailFact | null {
  const line = affected.every(({ recognition }) => recognition.by === 'line')
    ? affected.flatMap(
        ({ prepared, recognition }) => prepared.name.lines.find(({ id }) => id === recognition.what)?.majors ?? [],
      )
    : []
  const majors = [...named, ...line]
  const own = /^\D{0,3}(\d+)/.exec(device.version ?? '')?.[1]
  if (majors.length === 0 || own === undefined || majors.includes(Number(own))) return null
  if (affected.some(({ recognition }) => recognition.by === 'number')) return null
  return { fact: `meant is generation ${majors.join(', ')}, the device is of ${own}`, source: 'product tree' }
}

function isWithin(device: DeviceIdentity, prepared: PreparedLeaf): boolean {
  const version = device.version === null ? null : parseVersion(device.version)
  if (version === null) return prepared.range.intervals.some(({ kind }) => kind === 'all')
  return judgeRange(prepared.range, version).state === 'in'
}

function gradeOf(affected: readonly Recognised[], judgement: VersionJudgement): Grade {
  if (judgement.verdict === 'not-affected') return 'N'
  const isDoubtful = !affected.some(isCertain)
  if (judgement.verdict === 'check' || isDoubtful) return 'C'
  return judgement.isBySerial || affected.some(({ recognition }) => recognition.by === 'number') ? 'A' : 'B'
}

/** In the tree, and in no list: ICSA-19-253-03. */
function unlisted(weaknesses: readonly Weakness[]): readonly Judged[] {
  const facts = [{ fact: 'the product is in the tree, and no weakness says a state of it', source: 'product status' }]
  return weaknesses.map((weakness) => ({ weakness, grade: 'C', facts, fixedIn: [] }))
}

function identityFacts(
  device: DeviceIdentity,
  name: DeviceName,
  { recognition, prepared }: Recognised,
  releasedOn: string,
): readonly TrailFact[] {
  const source = `asset${device.identitySource === null ? '' : ` (${device.identitySource})`}`
  const { by, what, seen } = recognition
  const product = { number: `order number ${seen} is ${what}`, line: `${seen} belongs to ${what}` }[
    by as 'number' | 'line'
  ]
  const facts: TrailFact[] = []
  for (const maker of prepared.name.makers) {
    const tie = findTie(name.maker, maker, releasedOn, name.product)
    if (tie === null) continue
    const who = tie.kind === 'same' ? '' : `; ${tie.from} went to ${tie.to} on ${tie.since}`
    facts.push({
      fact: `vendor ${device.vendor} is ${prepared.leaf.vendor} of the advisory${who}`,
      source: 'vendor table',
    })
    break
  }
  if (by === 'component')
    facts.push({ fact: `may run ${prepared.leaf.product}, a part by another maker`, source: 'product tree' })
  else
    facts.push({
      fact: product ?? `"${seen}" is called ${what}${by === 'plausible' ? ', which may be it' : ''}`,
      source,
    })
  if (prepared.name.isFromTitle) {
    facts.push({
      fact: `"${prepared.leaf.product}" alone names nothing; the product stands in the title`,
      source: 'title',
    })
  }
  return facts
}

function remedyOf(recognised: readonly Recognised[], chosen: readonly Judged[]): VulnerabilityMatch['remedy'] {
  const kinds = new Set(
    chosen.flatMap(({ weakness }) => recognised.flatMap(({ prepared }) => [...remediesFor(prepared, weakness).kinds])),
  )
  if (kinds.has('no_fix_planned')) return 'no-fix-planned'
  if (chosen.some(({ fixedIn }) => fixedIn.length > 0)) return 'fix'
  return kinds.has('none_available') || kinds.has('fix_planned') ? 'none-yet' : 'unknown'
}

function distinct(facts: readonly TrailFact[]): readonly TrailFact[] {
  const byText = new Map(facts.map((one) => [`${one.source}\n${one.fact}`, one]))
  return [...byText.values()]
}
