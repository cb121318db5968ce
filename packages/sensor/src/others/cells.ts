// Cells of other systems as what they mean: addresses in one spelling, instants. Null for a text that is none; every expression is linear.
import { type EpochMicros, micros, microsOfIso } from '@penstock/model/kernel'
import { macKey, parseIp } from '@penstock/model/plant'
import { ipv4Text, ipv6Text } from '@penstock/sensor/network'

const LONGEST_ADDRESS = 64
const EARLIEST = 0
/** 2200: beyond it a number counts something else. */
const LATEST = 7_258_118_400_000_000
/** 100 ns steps from 1601 to 1970. */
const FILETIME_EPOCH = 116_444_736_000_000_000n

/** The address in its canonical spelling; a prefix length or an interface behind it is left out. */
export function ipOf(text: string): string | null {
  if (text.length > LONGEST_ADDRESS) return null
  const bare = text.trim().replace(/[/%].*$/, '')
  const ip = parseIp(bare)
  if (ip === null) return null
  if (ip.bits === 32) return ipv4Text(Number(ip.value))
  const word = (shift: bigint) => Number((ip.value >> shift) & 0xffff_ffffn)
  return ipv6Text(word(96n), word(64n), word(32n), word(0n))
}

/** Lower case with colons, of any usual spelling, also twelve digits in one. */
export function macOf(text: string): string | null {
  if (text.length > LONGEST_ADDRESS) return null
  const mac = macKey(text.trim())
  return mac === '00:00:00:00:00:00' || mac === 'ff:ff:ff:ff:ff:ff' ? null : mac
}

/** All addresses of a cell that lists several. */
export function listedIn(text: string, read: (text: string) => string | null): string[] {
  if (text.length > 4096) return []
  return [...new Set(text.split(/[\s,;|"'[\]{}()]+/).flatMap((part) => read(part) ?? []))]
}

/** Seconds since 1970 with a fraction, as Zeek and Nmap write them; exact to the microsecond. */
export function microsOfSeconds(text: string): EpochMicros | null {
  const match = /^(\d{1,11})(?:\.(\d{1,9}))?$/.exec(text)
  if (match === null) return null
  return sane(Number(match[1]) * 1_000_000 + Number((match[2] ?? '').slice(0, 6).padEnd(6, '0')))
}

/**
 * An instant as exports write it: ISO 8601, seconds or milliseconds since 1970, `10/31/2026 6:00:00 PM` (month first only with AM or
 * PM), `31.10.2026 18:00:00`, LDAP's generalized time, a Windows file time. No zone is read as UTC; what can be read in two ways is none.
 */
export function instantOf(text: string): EpochMicros | null {
  const trimmed = text.trim()
  if (trimmed === '' || trimmed.length > 40) return null
  const iso = microsOfIso(trimmed.replace(/ UTC$| Z$/, 'Z').replace(/(\.\d{6})\d+/, '$1'))
  if (iso !== null) return sane(iso)
  if (/^\d{9,11}(\.\d+)?$/.test(trimmed)) return microsOfSeconds(trimmed.replace(/(\.\d{9})\d+/, '$1'))
  if (/^\d{12,14}$/.test(trimmed)) return sane(Number(trimmed) * 1000)
  if (/^1[3-9]\d{16}$/.test(trimmed)) return sane(Number((BigInt(trimmed) - FILETIME_EPOCH) / 10n))
  const ldap = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.\d+)?Z$/.exec(trimmed)
  if (ldap !== null) return isoOrNull(ldap[1]!, ldap[2]!, ldap[3]!, ldap[4]!, ldap[5]!, ldap[6]!)
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?: (\d{1,2}):(\d\d)(?::(\d\d))?)?$/.exec(trimmed)
  if (dotted !== null) return isoOrNull(dotted[3]!, dotted[2]!, dotted[1]!, dotted[4], dotted[5], dotted[6])
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d\d)(?::(\d\d))? ([AP])M$/.exec(trimmed)
  if (american === null) return null
  const hour = (Number(american[4]) % 12) + (american[7] === 'P' ? 12 : 0)
  return isoOrNull(american[3]!, american[1]!, american[2]!, String(hour), american[5], american[6])
}

function isoOrNull(
  year: string,
  month: string,
  day: string,
  hour = '0',
  minute = '0',
  second = '0',
): EpochMicros | null {
  const two = (digits: string) => digits.padStart(2, '0')
  return microsOfIso(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}Z`)
}

function sane(at: number): EpochMicros | null {
  return at >= EARLIEST && at <= LATEST ? micros(at) : null
}
