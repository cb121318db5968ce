// Address ranges: what firewalls mean by host, subnet, range, any and not. Lists are kept sorted, merged, IPv4 first.
import { type Ip, parseIp, parseSubnet } from '@penstock/model/plant'

export interface IpRange {
  readonly bits: 32 | 128
  readonly first: bigint
  readonly last: bigint
}

const LAST = { 32: (1n << 32n) - 1n, 128: (1n << 128n) - 1n } as const

export const ANY_IPV4: readonly IpRange[] = [{ bits: 32, first: 0n, last: LAST[32] }]
export const ANY_IPV6: readonly IpRange[] = [{ bits: 128, first: 0n, last: LAST[128] }]
export const ANY_ADDRESS: readonly IpRange[] = [...ANY_IPV4, ...ANY_IPV6]

/** The range of `10.0.0.1`, `10.0.0.0/24`, `10.0.0.0/255.255.255.0` or `10.0.0.1-10.0.0.9`; null when it is none. */
export function parseRange(text: string): IpRange | null {
  const dash = text.indexOf('-')
  if (dash > 0) return rangeBetween(text.slice(0, dash).trim(), text.slice(dash + 1).trim())
  const slash = text.indexOf('/')
  if (slash > 0 && text.includes('.', slash)) return maskedRange(text.slice(0, slash), text.slice(slash + 1))
  if (slash > 0) {
    const subnet = parseSubnet(text)
    if (subnet === null) return null
    const size = 1n << BigInt(subnet.bits - subnet.prefix)
    return { bits: subnet.bits, first: subnet.base, last: subnet.base + size - 1n }
  }
  const ip = parseIp(text)
  return ip === null ? null : { bits: ip.bits, first: ip.value, last: ip.value }
}

/** An IPv4 network by its mask; null when the mask has holes. */
export function maskedRange(address: string, mask: string): IpRange | null {
  const ip = parseIp(address)
  const bits = parseIp(mask)
  if (ip === null || bits === null || ip.bits !== 32 || bits.bits !== 32) return null
  const free = LAST[32] ^ bits.value
  if ((free & (free + 1n)) !== 0n) return null
  return { bits: 32, first: ip.value & bits.value, last: (ip.value & bits.value) | free }
}

export function rangeBetween(first: string, last: string): IpRange | null {
  const from = parseIp(first)
  const to = parseIp(last)
  if (from === null || to === null || from.bits !== to.bits || from.value > to.value) return null
  return { bits: from.bits, first: from.value, last: to.value }
}

export function mergeRanges(ranges: readonly IpRange[]): readonly IpRange[] {
  if (ranges.length < 2) return ranges
  const sorted = [...ranges].sort((a, b) => a.bits - b.bits || (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))
  const merged: IpRange[] = []
  for (const range of sorted) {
    const before = merged.at(-1)
    if (before === undefined || before.bits !== range.bits || range.first > before.last + 1n) merged.push(range)
    else if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last }
  }
  return merged
}

/** Every address of both families outside of the ranges. */
export function withoutRanges(ranges: readonly IpRange[]): readonly IpRange[] {
  const merged = mergeRanges(ranges)
  return ([32, 128] as const).flatMap((bits) => {
    const gaps: IpRange[] = []
    let next = 0n
    for (const range of merged.filter((one) => one.bits === bits)) {
      if (range.first > next) gaps.push({ bits, first: next, last: range.first - 1n })
      next = range.last + 1n
    }
    if (next <= LAST[bits]) gaps.push({ bits, first: next, last: LAST[bits] })
    return gaps
  })
}

/** What two lists have in common. */
export function commonRanges(one: readonly IpRange[], other: readonly IpRange[]): readonly IpRange[] {
  const common: IpRange[] = []
  for (const a of one) {
    for (const b of other) {
      if (a.bits !== b.bits) continue
      if (a.first > b.last || b.first > a.last) continue
      const { first } = a.first > b.first ? a : b
      const { last } = a.last < b.last ? a : b
      common.push({ bits: a.bits, first, last })
    }
  }
  return mergeRanges(common)
}

export function hasAddress(ranges: readonly IpRange[], ip: Ip): boolean {
  return ranges.some((range) => range.bits === ip.bits && range.first <= ip.value && ip.value <= range.last)
}

/** Whether every IPv4 address is in it: what a device without IPv6 rules calls any. */
export function isEveryAddress(ranges: readonly IpRange[]): boolean {
  return ranges.some((range) => range.bits === 32 && range.first === 0n && range.last === LAST[32])
}

/** `any`, `10.0.0.5`, `10.0.0.0/24` or `10.0.0.1-10.0.0.9`. */
export function rangesText(ranges: readonly IpRange[]): string {
  if (ranges.length === ANY_ADDRESS.length && ranges.every((range) => isWholeFamily(range))) return 'any'
  return ranges.map(rangeText).join(', ')
}

export function rangeText(range: IpRange): string {
  const first = addressText(range.bits, range.first)
  if (range.first === range.last) return first
  const prefix = prefixOf(range)
  return prefix === null ? `${first}-${addressText(range.bits, range.last)}` : `${first}/${prefix}`
}

/** The fewest subnets that make up a range, as first address and prefix. */
export function subnetsOf(range: IpRange): readonly { readonly first: bigint; readonly prefix: number }[] {
  const subnets: { first: bigint; prefix: number }[] = []
  let at = range.first
  while (at <= range.last) {
    let free = 0
    while (free < range.bits && (at & ((1n << BigInt(free + 1)) - 1n)) === 0n) {
      if (at + (1n << BigInt(free + 1)) - 1n > range.last) break
      free += 1
    }
    subnets.push({ first: at, prefix: range.bits - free })
    at += 1n << BigInt(free)
  }
  return subnets
}

/** An address as text; IPv6 in the form of RFC 5952. */
export function addressText(bits: 32 | 128, value: bigint): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.')
  const groups = Array.from({ length: 8 }, (_, at) => Number((value >> BigInt(112 - 16 * at)) & 0xffffn))
  const { at, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, at).join(':')}::${hex.slice(at + length).join(':')}`
}

function longestZeroRun(groups: readonly number[]): { readonly at: number; readonly length: number } {
  let best = { at: 0, length: 0 }
  let start = 0
  for (const [at, group] of groups.entries()) {
    if (group !== 0) start = at + 1
    else if (at + 1 - start > best.length) best = { at: start, length: at + 1 - start }
  }
  return best
}

function isWholeFamily(range: IpRange): boolean {
  return range.first === 0n && range.last === LAST[range.bits]
}

function prefixOf(range: IpRange): number | null {
  const subnets = subnetsOf(range)
  return subnets.length === 1 ? subnets[0]!.prefix : null
}
