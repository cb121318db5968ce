// How well a device is recognised as a product of an advisory, and by which facts.
import type { DeviceIdentity } from '../asset.ts'
import type { LeafName, NameAlternative } from './leaf-names.ts'
import { type OrderMask, plainNumber } from './order-number.ts'
import { linesOf, type ProductLine } from './product-lines.ts'
import { findTie, makerOf, publishersFor } from './vendors.ts'
import { isBare, isBrand, isGeneric, type ModuleKind, moduleKindOf, wordsOf } from './words.ts'

/** The device's own words and numbers, worked out once. */
export interface DeviceName {
  readonly maker: string
  readonly publishers: readonly string[]
  readonly product: string
  readonly words: ReadonlySet<string>
  /** Words that name it, without generic ones, brands and the maker. */
  readonly naming: readonly string[]
  readonly numbers: readonly string[]
  /** The model number, and what it begins with. */
  readonly modelNumbers: readonly string[]
  readonly lines: readonly ProductLine[]
  readonly moduleKind: ModuleKind | null
  readonly isSafety: boolean
}

export type Recognition =
  /** By an order or catalogue number. */
  | { readonly by: 'number'; readonly rank: number; readonly what: string; readonly seen: string }
  /** By the name, or by a line that the name belongs to. */
  | { readonly by: 'name' | 'line'; readonly rank: number; readonly what: string; readonly seen: string }
  /** It may be the product: something that would tell is not known. */
  | { readonly by: 'plausible'; readonly rank: number; readonly what: string; readonly seen: string }
  /** It may hold the product as a part. */
  | { readonly by: 'component'; readonly rank: number; readonly what: string; readonly seen: string }

export function deviceNameOf(device: DeviceIdentity): DeviceName {
  const maker = makerOf(device.vendor)
  const text = `${device.product} ${device.modelNumber ?? ''}`
  const words = new Set(wordsOf(text).flatMap(withBeginnings))
  const numbers = [device.modelNumber ?? '', ...device.product.split(/[\s,()]+/), ...words]
    .map(plainNumber)
    .filter((n) => n.length >= 4)
  const lines = linesOf(maker, plainNumber(device.modelNumber ?? ''), device.product)
  const naming = wordsOf(device.product).filter((word) => !isGeneric(word) && !isBrand(word) && !maker.includes(word))
  return {
    maker,
    publishers: publishersFor(maker),
    product: device.product.toLowerCase(),
    words,
    naming,
    numbers: [...new Set(numbers)],
    modelNumbers: wordsOf(device.modelNumber ?? '')
      .flatMap(withBeginnings)
      .map(plainNumber)
      .filter((n) => n.length >= 4),
    lines,
    moduleKind: moduleKindOf(`${device.product} ${device.slotRole ?? ''}`) ?? kindOfLines(lines),
    isSafety: /\bsafety\b|\bguardlogix\b/i.test(device.product) || device.role?.startsWith('safety') === true,
  }
}

function kindOfLines(lines: readonly ProductLine[]): ModuleKind | null {
  return lines.some(({ id }) => /\bCPU\b/.test(id)) ? 'cpu' : null
}

/** `eds-g516e-4gsfp` is also an `eds-g516e`, `cj2m-cpu33` a `cj2m`; `nport 5110a` is no `nport 5110`. Slashes join spellings. */
function withBeginnings(word: string): readonly string[] {
  const parts = word.split('-')
  const beginnings = parts
    .slice(0, -1)
    .map((_, at) => parts.slice(0, at + 1).join('-'))
    .filter((beginning) => beginning.length >= 4 && /[a-z]/.test(beginning) && /\d/.test(beginning))
  return [word, ...beginnings, ...(word.includes('/') ? word.split('/') : [])]
}

/** Null when nothing says that it is this product. `releasedOn` is when the advisory first came out. */
export function recognise(device: DeviceName, leaf: LeafName, releasedOn: string): Recognition | null {
  const part = leaf.partOf === null ? null : coverOf(device, leaf.partOf)
  if (part !== null && !leaf.makers.includes(device.maker)) {
    return { by: 'component', rank: 0, what: `runtime for ${part.what}`, seen: part.seen }
  }
  const tied = leaf.makers.some((maker) => findTie(device.maker, maker, releasedOn, device.product) !== null)
  if (!tied) return null
  const mask = bestMask(device.numbers, leaf.masks) ?? bestMask(device.modelNumbers, leaf.ownNumbers)
  if (mask !== null) return mask
  // A number of the same system that is not listed is another product.
  if (device.numbers.some((number) => leaf.masks.some((one) => isSameSystem(number, one)))) return null
  if (leaf.moduleKind !== null && device.moduleKind !== null && leaf.moduleKind !== device.moduleKind) return null
  const line = leaf.lines.find((one) => device.lines.includes(one))
  if (line !== undefined) return { by: 'line', rank: 500, what: line.id, seen: device.product }
  // A device of a known line is no product of another line of the same maker.
  if (leaf.lines.length > 0 && device.lines.length > 0) return null
  return byName(device, leaf)
}

function byName(device: DeviceName, leaf: LeafName): Recognition | null {
  // A module beside a CPU is no controller and no software, whatever family both belong to.
  const isBeside = device.moduleKind !== null && device.moduleKind !== 'cpu' && leaf.moduleKind === null
  if (isBeside && leaf.kindWords.some((word) => word === 'controller' || word === 'software')) return null
  let best: Recognition | null = null
  for (const alternative of leaf.alternatives) {
    const cover = coverOf(device, alternative)
    if (cover === null) continue
    const isUnsure =
      (leaf.moduleKind === 'communication' && device.moduleKind === null) ||
      (device.isSafety && !leaf.isSafety && leaf.moduleKind === 'cpu' && leaf.lines.length === 0)
    const kinds = leaf.kindWords.filter((word) => device.words.has(word)).length
    const found: Recognition = { by: isUnsure ? 'plausible' : 'name', ...cover, rank: cover.rank + kinds }
    if (best === null || found.rank > best.rank) best = found
  }
  return best ?? (leaf.isFromTitle ? null : lessSpecific(device, leaf))
}

interface Cover {
  readonly rank: number
  readonly what: string
  readonly seen: string
}

function coverOf(device: DeviceName, alternative: NameAlternative): Cover | null {
  const hits: string[] = []
  for (const group of alternative.groups) {
    const hit = group.find((word) => device.words.has(word) || hasGlob(device, word))
    if (hit === undefined) return null
    hits.push(hit)
  }
  const soft = alternative.soft.filter((word) => device.words.has(word))
  if (hits.length === 0 || hits.every(isBare)) return null
  // A number alone (670, 3008) is nobody's name.
  if (hits.every((word) => /^\d+$/.test(word)) && soft.length === 0) return null
  return { rank: hits.length * 20 + soft.length, what: [...soft, ...hits].join(' '), seen: device.product }
}

function hasGlob(device: DeviceName, word: string): boolean {
  if (!/[*]|\[\]/.test(word)) return false
  const pattern = new RegExp(`^${word.replaceAll(/[.+?^${}()|\\/-]/g, '\\$&').replaceAll(/\[\]|\*/g, '[a-z0-9]')}$`)
  return [...device.words].some((one) => pattern.test(one))
}

function bestMask(numbers: readonly string[], masks: readonly OrderMask[]): Recognition | null {
  let best: OrderMask | null = null
  let seen = ''
  for (const mask of masks) {
    const number = numbers.find((one) => mask.pattern.test(one))
    if (number === undefined || (best !== null && best.literals >= mask.literals)) continue
    best = mask
    seen = number
  }
  return best === null
    ? null
    : {
        by: 'number',
        rank: 1000 + best.literals * 10 + (best.isExact ? 5 : 0),
        what: best.text,
        seen: seen.toUpperCase(),
      }
}

/** Numbers of one maker's system begin alike: 6ES7…, BMX…, 1756… */
function isSameSystem(number: string, mask: OrderMask): boolean {
  return number.length >= 5 && mask.prefix.length >= 3 && number.startsWith(mask.prefix.slice(0, 3))
}

/** The device is told in fewer words than the product, and none of them speaks against it. */
function lessSpecific(device: DeviceName, leaf: LeafName): Recognition | null {
  if (device.naming.length === 0) return null
  for (const alternative of leaf.alternatives) {
    const all = new Set(alternative.groups.flat())
    const shared = device.naming.filter((word) => all.has(word))
    const isPart =
      shared.length === device.naming.length && shared.some((word) => !isBare(word) && /[a-z]{3}/.test(word))
    if (isPart)
      return {
        by: 'plausible',
        rank: shared.length,
        what: alternative.groups.map((g) => g[0]).join(' '),
        seen: device.product,
      }
  }
  return null
}
