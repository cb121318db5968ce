// A version as makers of control systems write it: numbers that count (6.14 is above 6.9), sub-levels in their order (SP above
// feature pack above update, patch, hotfix), and the odd forms: `V3.X.16`, `1p1r26`, `02.07.07(10)`, `14.2s0`, `2.6-GA-01-23116`.

/** A segment that stands for any number. */
const ANY = -1

export interface Version {
  /** As written. */
  readonly text: string
  readonly release: readonly number[]
  /** Service pack, feature pack, update, patch, timed update, hotfix; 0 is none. */
  readonly levels: readonly number[]
  /** What follows the release and is no sub-level, such as `ga 1 23116`. */
  readonly tail: readonly (string | number)[]
  /** The number of a firmware that is counted by one number (`FW22`, or `(22)` after a dotted one); null is none. */
  readonly firmware: number | null
  /** It is written as that one number alone. */
  readonly isFirmwareOnly: boolean
  /** Last segment begins so and goes on with any digit: `7.6x`. */
  readonly openDigits: boolean
}

/** Where one version stands to another. `coarser`: it is the other with its last parts left out; `finer`: the other way round. */
export type Standing = 'below' | 'equal' | 'above' | 'coarser' | 'finer' | 'unknown'

const LEVELS: Readonly<Record<string, number>> = {
  sp: 0,
  fp: 1,
  update: 2,
  upd: 2,
  u: 2,
  patch: 3,
  p: 3,
  tcu: 4,
  hf: 5,
  hfr: 5,
  hotfix: 5,
}
const LEVEL_COUNT = 6
const LONGEST = 60
const LEAD =
  /^(?:(?:all|the|firmware|software|product|system|versions?|ver\.?|releases?|rel\.?|os|revision|rev\.?)[\s:.]+)*/

/** The version that a text is, or null when it is none (or several). */
export function parseVersion(text: string): Version | null {
  const plain = text.toLowerCase().replaceAll('_', ' ').replaceAll(/\s+/g, ' ').trim()
  if (plain.length > LONGEST) return null
  const told = plain
    .replace(LEAD, '')
    .replaceAll(/\bsp[il]\b/g, 'sp1')
    .replaceAll(/service\s?pack/g, 'sp')
    .replaceAll(/feature\s?pack/g, 'fp')
  const match = /^([a-z]{0,3})[\s.]?(\d+(?:\.(?:\d+|x(?![a-z])|\*))*)(\.|x(?![a-z]))?(.*)$/.exec(told)
  if (match === null) return null
  const [, prefix = '', dotted = '', end = '', rest = ''] = match
  const build = /^\s?\((\d{1,4})\)$/.exec(rest)
  if (build === null && /[/,;:&<>=|()]|\band\b|\bor\b/.test(rest)) return null
  const release = dotted.split('.').map((segment) => (/^\d/.test(segment) ? Number(segment) : ANY))
  if (!release.every((segment) => segment <= Number.MAX_SAFE_INTEGER)) return null
  const isFirmwareOnly = prefix === 'fw' && release.length === 1
  const read = build === null ? readRest(rest) : { levels: noLevels(), tail: [] }
  if (read === null) return null
  // `6.1.1-2`: what follows is numbers alone, so it counts on.
  const counts = read.tail.every((part) => typeof part === 'number') && read.levels.every((level) => level === 0)
  return {
    text: text.trim(),
    release: counts ? [...release, ...(read.tail as number[])] : release,
    levels: read.levels,
    tail: counts ? [] : read.tail,
    firmware: isFirmwareOnly ? release[0]! : build === null ? null : Number(build[1]),
    isFirmwareOnly,
    openDigits: end === 'x',
  }
}

function noLevels(): number[] {
  return Array.from({ length: LEVEL_COUNT }, () => 0)
}

function readRest(rest: string): { readonly levels: number[]; readonly tail: (string | number)[] } | null {
  const levels = noLevels()
  const tail: (string | number)[] = []
  const parts = rest.match(/[a-z]+|\d+/g) ?? []
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at]!
    if (/^\d/.test(part)) {
      tail.push(Number(part))
      continue
    }
    const level = LEVELS[part]
    const next = parts[at + 1]
    // `1p1r26` counts by letters of its own: a lone p is a patch only after a service pack or a space.
    const isLevel = level !== undefined && tail.length === 0 && (part.length > 1 || /[\s-][pu]\s?\d/.test(rest))
    if (isLevel) {
      const isCounted = next !== undefined && /^\d/.test(next)
      levels[level] = isCounted ? Number(next) : 1
      if (isCounted) at += 1
    } else if (part.length > 3) return null
    else tail.push(part)
  }
  return tail.length > 5 ? null : { levels, tail }
}

/** Where `version` stands to `other`, which may hold wildcards; `unknown` when the two are counted in different ways. */
export function standingOf(version: Version, other: Version): Standing {
  if (version.isFirmwareOnly || other.isFirmwareOnly) {
    if (version.firmware === null || other.firmware === null) return 'unknown'
    return orderOf(version.firmware - other.firmware)
  }
  if (isYear(version) !== isYear(other)) return 'unknown'
  const shared = Math.min(version.release.length, other.release.length)
  for (let at = 0; at < shared; at += 1) {
    const theirs = other.release[at]!
    const ours = version.release[at]!
    if (theirs === ANY || ours === ANY) continue
    if (other.openDigits && at === other.release.length - 1 && String(ours).startsWith(String(theirs))) continue
    if (ours !== theirs) return orderOf(ours - theirs)
  }
  if (other.openDigits && version.release.length >= other.release.length) return 'equal'
  const isShort = version.release.length < other.release.length
  if (version.release.length !== other.release.length) {
    const more = (isShort ? other : version).release.slice(shared)
    if ((isShort ? version : other).tail.length > 0) return 'unknown'
    if (more.some((segment) => segment !== 0)) return isShort ? 'coarser' : 'finer'
  }
  for (let at = 0; at < LEVEL_COUNT; at += 1) {
    const step = version.levels[at]! - other.levels[at]!
    if (step !== 0) return orderOf(step)
  }
  return standingOfTails(version.tail, other.tail)
}

function standingOfTails(ours: readonly (string | number)[], theirs: readonly (string | number)[]): Standing {
  for (let at = 0; at < Math.max(ours.length, theirs.length); at += 1) {
    const mine = ours[at]
    const other = theirs[at]
    if (mine === other) continue
    if (mine === undefined) return isLetter(other) ? 'below' : 'coarser'
    if (other === undefined) return isLetter(mine) ? 'above' : 'finer'
    if (typeof mine === 'number' && typeof other === 'number') return orderOf(mine - other)
    if (isLetter(mine) && isLetter(other)) return mine < other ? 'below' : 'above'
    return 'unknown'
  }
  return 'equal'
}

function isLetter(part: string | number | undefined): part is string {
  return typeof part === 'string' && part.length === 1
}

function isYear(version: Version): boolean {
  const first = version.release[0]!
  return first >= 1990 && first < 2100
}

function orderOf(step: number): Standing {
  return step < 0 ? 'below' : step > 0 ? 'above' : 'equal'
}
