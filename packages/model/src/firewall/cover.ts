// Whether earlier rules leave anything for a later one: packets as boxes (source, destination, protocol, ports), taken apart exactly.
import { commonRanges, type IpRange } from './ranges.ts'
import type { FirewallRule } from './rule-set.ts'
import type { PortRange, Service } from './services.ts'

/** One interval per dimension: source, destination, protocol, source port, port. Families do not mix. */
interface Box {
  readonly bits: 32 | 128
  readonly first: readonly bigint[]
  readonly last: readonly bigint[]
}

/** A rule that takes more boxes than this is not told to be covered, although it may be. */
const MOST_BOXES = 2000

/** The rules that together take every packet of `rule`, fewest first found; null when something is left or it is too much to say. */
export function coveredBy(rule: FirewallRule, earlier: readonly FirewallRule[]): readonly FirewallRule[] | null {
  const meeting = earlier.filter((one) => coversPlaces(one, rule) && doRulesMeet(one, rule))
  const alone = meeting.find((one) => holdsAll(one, rule))
  if (alone !== undefined) return [alone]
  if (meeting.length < 2) return null
  let left = boxesOf(rule)
  if (left === null) return null
  const by: FirewallRule[] = []
  for (const one of meeting) {
    const boxes = boxesOf(one)
    if (boxes === null) continue
    const before = left
    for (const box of boxes) {
      left = left.flatMap((part) => without(part, box))
      if (left.length > MOST_BOXES) return null
    }
    if (left.length !== before.length || left.some((part, at) => part !== before[at])) by.push(one)
    if (left.length === 0) return by
  }
  return null
}

function coversPlaces(one: FirewallRule, rule: FirewallRule): boolean {
  return coversNames(one.from, rule.from) && coversNames(one.to, rule.to)
}

function coversNames(one: readonly string[] | null, names: readonly string[] | null): boolean {
  if (one === null) return true
  if (names === null) return false
  return names.every((name) =>
    one.some((each) => each === name || (each.endsWith('*') && name.startsWith(each.slice(0, -1)))),
  )
}

/** Whether a packet can match the addresses and services of both; places are left out of it. */
export function doRulesMeet(one: FirewallRule, rule: FirewallRule): boolean {
  return (
    commonRanges(one.source, rule.source).length > 0 &&
    commonRanges(one.destination, rule.destination).length > 0 &&
    one.services.some((a) => rule.services.some((b) => doServicesMeet(a, b)))
  )
}

function doServicesMeet(a: Service, b: Service): boolean {
  if (a.protocol !== null && b.protocol !== null && a.protocol !== b.protocol) return false
  return doPortsMeet(a.ports, b.ports) && doPortsMeet(a.sourcePorts, b.sourcePorts)
}

function doPortsMeet(one: readonly PortRange[], other: readonly PortRange[]): boolean {
  return one.some((a) => other.some((b) => a.first <= b.last && b.first <= a.last))
}

function holdsAll(one: FirewallRule, rule: FirewallRule): boolean {
  return (
    holdsRanges(one.source, rule.source) &&
    holdsRanges(one.destination, rule.destination) &&
    rule.services.every((service) => one.services.some((other) => holdsService(other, service)))
  )
}

function holdsRanges(outer: readonly IpRange[], inner: readonly IpRange[]): boolean {
  return inner.every((a) => outer.some((b) => b.bits === a.bits && b.first <= a.first && a.last <= b.last))
}

function holdsService(outer: Service, inner: Service): boolean {
  if (outer.protocol !== null && outer.protocol !== inner.protocol) return false
  return holdsPorts(outer.ports, inner.ports) && holdsPorts(outer.sourcePorts, inner.sourcePorts)
}

function holdsPorts(outer: readonly PortRange[], inner: readonly PortRange[]): boolean {
  return inner.every((a) => outer.some((b) => b.first <= a.first && a.last <= b.last))
}

function boxesOf(rule: FirewallRule): readonly Box[] | null {
  const boxes: Box[] = []
  for (const source of rule.source) {
    for (const destination of rule.destination) {
      if (source.bits !== destination.bits) continue
      for (const { protocol, sourcePorts, ports } of rule.services) {
        for (const from of sourcePorts) {
          for (const port of ports) {
            if (boxes.length >= MOST_BOXES) return null
            boxes.push({
              bits: source.bits,
              first: [source.first, destination.first, BigInt(protocol ?? 0), BigInt(from.first), BigInt(port.first)],
              last: [source.last, destination.last, BigInt(protocol ?? 255), BigInt(from.last), BigInt(port.last)],
            })
          }
        }
      }
    }
  }
  return boxes
}

/** What is left of a box when another is taken out of it: at most two pieces for each dimension. */
function without(box: Box, cut: Box): readonly Box[] {
  if (box.bits !== cut.bits) return [box]
  for (const [at, first] of box.first.entries()) {
    if (first > cut.last[at]! || box.last[at]! < cut.first[at]!) return [box]
  }
  const pieces: Box[] = []
  const first = [...box.first]
  const last = [...box.last]
  for (const at of first.keys()) {
    if (first[at]! < cut.first[at]!)
      pieces.push({ bits: box.bits, first: [...first], last: last.with(at, cut.first[at]! - 1n) })
    if (last[at]! > cut.last[at]!)
      pieces.push({ bits: box.bits, first: first.with(at, cut.last[at]! + 1n), last: [...last] })
    if (first[at]! < cut.first[at]!) first[at] = cut.first[at]!
    if (last[at]! > cut.last[at]!) last[at] = cut.last[at]!
  }
  return pieces
}
