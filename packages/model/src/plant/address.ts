// IP addresses and subnets as numbers, MAC addresses as keys: enough to say which zone an address lies in.
// IPv6 text forms follow RFC 4291 §2.2, the written form RFC 5952.

/** An address as a number; `bits` tells IPv4 (32) from IPv6 (128). IPv4 mapped into IPv6 (`::ffff:0:0/96`) is IPv4. */
export interface Ip {
  readonly bits: 32 | 128
  readonly value: bigint
}

export interface Subnet {
  readonly bits: 32 | 128
  readonly prefix: number
  /** First address. */
  readonly base: bigint
}

/** The address of a text, or null when it is none. Leading zeros in a dotted quad are refused: they are read in two ways. */
export function parseIp(text: string): Ip | null {
  const v4 = v4Value(text)
  if (v4 !== null) return { bits: 32, value: v4 }
  const v6 = v6Value(text)
  if (v6 === null) return null
  return v6 >> 32n === 0xffffn ? { bits: 32, value: v6 & 0xffffffffn } : { bits: 128, value: v6 }
}

/** The subnet of `address/prefix`, or null when it is none; bits behind the prefix are dropped. */
export function parseSubnet(text: string): Subnet | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text)
  const ip = match === null ? null : parseIp(match[1]!)
  if (match === null || ip === null) return null
  const prefix = Number(match[2])
  if (prefix > ip.bits || (text.includes(':') && ip.bits === 32)) return null
  return { bits: ip.bits, prefix, base: cut(ip.value, ip.bits, prefix) }
}

export function isInSubnet(ip: Ip, subnet: Subnet): boolean {
  return ip.bits === subnet.bits && cut(ip.value, ip.bits, subnet.prefix) === subnet.base
}

export function doSubnetsOverlap(a: Subnet, b: Subnet): boolean {
  if (a.bits !== b.bits) return false
  const prefix = Math.min(a.prefix, b.prefix)
  return cut(a.base, a.bits, prefix) === cut(b.base, b.bits, prefix)
}

/** One spelling for each address, for use as a key; null when the text is no address. */
export function ipKey(text: string): string | null {
  const ip = parseIp(text)
  return ip === null ? null : `${ip.bits}:${ip.value.toString(16)}`
}

/** `aa:bb:cc:dd:ee:ff` of any usual spelling, or null when the text is no MAC address. */
export function macKey(text: string): string | null {
  const digits = /^[0-9a-f]{2}([:-]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/i.test(text)
    ? text.replaceAll(/[:-]/g, '')
    : /^[0-9a-f]{4}(\.[0-9a-f]{4}){2}$/i.test(text)
      ? text.replaceAll('.', '')
      : null
  return digits === null ? null : digits.toLowerCase().replaceAll(/..(?=.)/g, '$&:')
}

function cut(value: bigint, bits: number, prefix: number): bigint {
  const rest = BigInt(bits - prefix)
  return (value >> rest) << rest
}

function v4Value(text: string): bigint | null {
  const parts = text.split('.')
  if (parts.length !== 4) return null
  let value = 0n
  for (const part of parts) {
    if (!/^(0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return null
    value = (value << 8n) | BigInt(part)
  }
  return value
}

function v6Value(text: string): bigint | null {
  const halves = text.split('::')
  if (halves.length > 2 || !text.includes(':')) return null
  const head = groupsOf(halves[0]!, halves.length === 1)
  const tail = halves.length === 2 ? groupsOf(halves[1]!, true) : []
  if (head === null || tail === null) return null
  const missing = 8 - head.length - tail.length
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null
  let value = 0n
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail]) value = (value << 16n) | BigInt(group)
  return value
}

/** The 16-bit groups of one side of `::`; a dotted quad may stand last. */
function groupsOf(text: string, mayEndInQuad: boolean): number[] | null {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [at, part] of parts.entries()) {
    const quad = mayEndInQuad && at === parts.length - 1 ? v4Value(part) : null
    if (quad !== null) groups.push(Number(quad >> 16n), Number(quad & 0xffffn))
    else if (/^[0-9a-f]{1,4}$/i.test(part)) groups.push(Number.parseInt(part, 16))
    else return null
  }
  return groups
}

/** One of the internet at large: not private, local, shared, reserved or for documentation. */
export function isInternetAddress(text: string): boolean {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)
  if (parts === null)
    return (
      /^[23][0-9a-f]{3}:[0-9a-f:]{2,35}$/.test(text) && !text.startsWith('2001:db8') && text.split('::').length <= 2
    )
  const [a = 0, b = 0, c = 0, d = 0] = parts.slice(1).map(Number)
  if (Math.max(a, b, c, d) > 255 || a === 0 || a === 10 || a === 127 || a >= 224) return false
  if (a === 100 && b >= 64 && b < 128) return false
  if (a === 169 && b === 254) return false
  if (a === 172 && b >= 16 && b < 32) return false
  if (a === 192 && (b === 168 || (b === 0 && (c === 0 || c === 2)))) return false
  if ((a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) || (a === 203 && b === 0 && c === 113))
    return false
  return true
}
