// Whether a version is affected: what the product tree says, what the sentences of the remediations say, and whether they agree.

import type { Weakness } from '../advisory.ts'
import type { DeviceIdentity } from '../asset.ts'
import {
  type Bound,
  judgeRange,
  type Range,
  type RangeVerdict,
  type SerialRule,
  stateInTrains,
  trainEndsOf,
  trainOf,
} from '../versions/range.ts'
import { parseVersion, type Version } from '../versions/version.ts'
import type { TrailFact } from './match.ts'
import { type PreparedLeaf, remediesFor } from './prepare.ts'

export interface VersionJudgement {
  readonly verdict: 'affected' | 'check' | 'not-affected'
  readonly facts: readonly TrailFact[]
  readonly fixedIn: readonly string[]
  /** The serial number decided. */
  readonly isBySerial: boolean
}

/** `leaves` are those by which the device is recognised and that the weakness calls affected. */
export function judgeVersion(
  device: DeviceIdentity,
  leaves: readonly PreparedLeaf[],
  weakness: Weakness,
): VersionJudgement {
  const remedies = leaves.map((leaf) => remediesFor(leaf, weakness))
  const mentions = remedies.flatMap(({ fixes }) => fixes)
  const fixedIn = [...new Set(mentions.map(({ version }) => version.text))]
  const facts: TrailFact[] = []
  const tell = (fact: string, source: string) => facts.push({ fact, source })
  const answer = (verdict: VersionJudgement['verdict'], isBySerial = false): VersionJudgement => ({
    verdict,
    facts,
    fixedIn,
    isBySerial,
  })
  const ranges = leaves.map(({ range }) => range)
  for (const { leaf, range } of leaves)
    tell(`${leaf.product}: affected versions "${range.text}"`, `product tree, ${leaf.id}`)
  const spared = remedies.find(({ notAffected }) => notAffected !== null)
  const serial = ranges.find((range) => range.serial !== null)?.serial
  if (serial !== undefined && serial !== null) return bySerial(device, serial, tell, answer)
  const version = device.version === null ? null : parseVersion(device.version)
  if (version === null) {
    const isEvery = ranges.some(isEveryVersion)
    tell(
      device.version === null
        ? 'the version of the device is not known'
        : `"${device.version}" cannot be read as one version`,
      'asset',
    )
    if (!isEvery || mentions.length > 0) return answer('check')
    tell('every version is affected, so the version does not decide', 'product tree')
    return answer(spared === undefined ? 'affected' : 'check')
  }
  const tree = treeVerdict(device, leaves, version)
  // Where one leaf holds the version, what is told of its neighbours does not count.
  const holding = leaves.flatMap((leaf, at) =>
    judgeRange(leaf.range, version).state === 'in' ? remedies[at]!.fixes : [],
  )
  const isHeld = tree.state === 'in' && leaves.some((leaf) => judgeRange(leaf.range, version).state === 'in')
  const counted = isHeld ? holding : mentions
  const text = textVerdict(
    counted.map((mention) => ({ version: mention.version, isInclusive: false })),
    version,
  )
  if (text !== 'silent') {
    const sentence = counted[0]!.sentence
    const named = [...new Set(counted.map((mention) => mention.version.text))]
    tell(`${TEXT[text]} (${named.join(', ')}): "${sentence.slice(0, 160)}"`, 'remediation')
  }
  tell(`version ${device.version}: ${treeText(tree)}`, 'product tree')
  if (spared !== undefined && tree.state === 'in') {
    tell('a remediation calls the product itself not affected, the tree calls it affected', 'remediation')
    return answer('check')
  }
  return answer(combined(tree, text, ranges, tell))
}

type Text = 'fixed' | 'before' | 'undecided' | 'silent'
type Tell = (fact: string, source: string) => void

const TEXT: Readonly<Record<Text, string>> = {
  fixed: 'the text names a fixed version at or below it',
  before: 'the text names fixed versions above it',
  undecided: 'the text names fixed versions that cannot be ordered with it',
  silent: '',
}

function combined(tree: RangeVerdict, text: Text, ranges: readonly Range[], tell: Tell): VersionJudgement['verdict'] {
  if (tree.state === 'in') {
    if (text === 'fixed') {
      tell('tree and text disagree: the tree calls this version affected, the text calls it fixed', 'both')
      return 'check'
    }
    if (text === 'undecided' && ranges.some(isEveryVersion)) return 'check'
    return 'affected'
  }
  if (text === 'fixed') return 'not-affected'
  if (tree.state === 'undecided') return 'check'
  if (tree.state === 'above') {
    if (text !== 'before') return 'not-affected'
    tell('tree and text disagree: the version is above the range of the tree and below the fix of the text', 'both')
    return 'check'
  }
  if (tree.state === 'below') {
    const hasStart = ranges.every(({ intervals }) =>
      intervals.some((one) => one.kind === 'between' && one.lower !== null),
    )
    if (hasStart) return 'not-affected'
    tell('only single versions are listed, and it is older than each: nothing says that it is sound', 'product tree')
    return 'check'
  }
  tell('it lies between what is listed: nothing says that it is sound', 'product tree')
  return 'check'
}

function treeVerdict(device: DeviceIdentity, leaves: readonly PreparedLeaf[], version: Version): RangeVerdict {
  const ranges = leaves.map(({ range }) => range)
  const exception = ranges.flatMap(({ exceptions }) => exceptions).find(({ product }) => isNamed(device, product))
  if (exception !== undefined) return stateAsVerdict(stateInTrains([exception.end], version), exception.product)
  const inOneScheme = ranges.filter(
    (range) => leaves.length === 1 || judgeRange(range, version).state !== 'undecided' || range.isUnread,
  )
  const trains = inOneScheme.length > 1 ? trainEndsOf(inOneScheme) : null
  if (trains !== null)
    return stateAsVerdict(stateInTrains(trains, version), trains.map((end) => end.version.text).join(', '))
  const verdicts = leaves.map((leaf) => withNamed(leaf, version))
  const found = verdicts.find(({ state }) => state === 'in')
  if (found !== undefined) return found
  const known = verdicts.filter(({ state }) => state !== 'undecided')
  if (known.length < verdicts.length && (known.length === 0 || known.some(({ state }) => state !== 'above'))) {
    return verdicts.find(({ state }) => state === 'undecided')!
  }
  const states = new Set(known.map(({ state }) => state))
  return states.size === 1 ? known[0]! : { state: 'gap' }
}

/** The tree's range, held against the one that stands in the full name. */
function withNamed({ range, namedRange }: PreparedLeaf, version: Version): RangeVerdict {
  const tree = judgeRange(range, version)
  if (namedRange === null || tree.state === 'undecided') return tree
  const named = judgeRange(namedRange, version)
  if (named.state === 'undecided' || (named.state === 'in') === (tree.state === 'in')) return tree
  return { state: 'undecided', why: `the tree says "${range.text}", the full name says "${namedRange.text}"` }
}

function stateAsVerdict(state: 'in' | 'below' | 'above' | 'undecided', what: string): RangeVerdict {
  return state === 'undecided' ? { state, why: `it cannot be ordered with ${what}` } : { state }
}

function textVerdict(ends: readonly Bound[], version: Version): Text {
  if (ends.length === 0) return 'silent'
  const newest = latestOfTrains(ends)
  const state = stateInTrains(newest, version)
  return state === 'above' ? 'fixed' : state === 'in' ? 'before' : 'undecided'
}

/** Of several fixes of one train the latest counts: a first one was not enough. */
function latestOfTrains(ends: readonly Bound[]): readonly Bound[] {
  const byTrain = new Map<string, Bound>()
  for (const end of ends) {
    const train = trainOf(end.version).join('.')
    const kept = byTrain.get(train)
    if (kept === undefined || stateInTrains([end], kept.version) === 'in') byTrain.set(train, end)
  }
  return [...byTrain.values()]
}

function isEveryVersion(range: Range): boolean {
  return range.intervals.some(({ kind }) => kind === 'all')
}

function isNamed(device: DeviceIdentity, product: string): boolean {
  const text = `${device.product} ${device.modelNumber ?? ''}`.toLowerCase()
  return new RegExp(`\\b${product.replaceAll(/[^a-z0-9]/g, '.?')}`).test(text)
}

function bySerial(
  device: DeviceIdentity,
  rule: SerialRule,
  tell: Tell,
  answer: (verdict: VersionJudgement['verdict'], isBySerial?: boolean) => VersionJudgement,
): VersionJudgement {
  const digits = device.serial?.replaceAll(/\D/g, '').slice(0, rule.digits) ?? ''
  if (digits.length < rule.digits) {
    tell('the serial number decides, and it is not known', 'asset')
    return answer('check')
  }
  const isIn = digits < rule.last || (rule.isInclusive && digits === rule.last)
  tell(`serial number begins with ${digits}, affected are those up to ${rule.last}`, 'asset')
  return answer(isIn ? 'affected' : 'not-affected', true)
}

function treeText(verdict: RangeVerdict): string {
  if (verdict.state === 'undecided') return `undecided, ${verdict.why}`
  return {
    in: 'within',
    above: 'above all that is listed',
    below: 'below all that is listed',
    gap: 'between what is listed',
  }[verdict.state]
}
