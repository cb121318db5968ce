// Name service messages, unicast and multicast. Sources: RFC 1035 §4, RFC 6762 (multicast), RFC 6763 (service discovery).
import { ipBytes } from './address.ts'
import { be16, be32, bytes, sized16 } from './bytes.ts'

const TYPE = { a: 1, cname: 5, ptr: 12, txt: 16, aaaa: 28, srv: 33 } as const
const CLASS_IN = 1
const CACHE_FLUSH = 0x8000
const TTL_S = 120

/** A recursive query for an address. */
export function dnsQuery(id: number, name: string): Uint8Array {
  return bytes(be16(id), be16(0x0100), be16(1), be16(0), be16(0), be16(0), dnsName(name), be16(TYPE.a), be16(CLASS_IN))
}

/** Its answer with one address; null answers that the name does not exist. */
export function dnsAnswer(id: number, name: string, ip: string | null): Uint8Array {
  const question = bytes(dnsName(name), be16(TYPE.a), be16(CLASS_IN))
  if (ip === null) return bytes(be16(id), be16(0x8183), be16(1), be16(0), be16(0), be16(0), question)
  const record = bytes(be16(0xc00c), be16(TYPE.a), be16(CLASS_IN), be32(TTL_S), sized16(ipBytes(ip)))
  return bytes(be16(id), be16(0x8180), be16(1), be16(1), be16(0), be16(0), question, record)
}

/** One record of an answer. Names are written out; data is that of the type. */
export interface DnsRecord {
  readonly name: string
  readonly type: keyof typeof TYPE
  readonly data: Uint8Array
}

/** Any message: questions and answers. `flags` 0x8180: a usual answer; 0x8400: an announcement. */
export function dnsMessage(
  id: number,
  flags: number,
  questions: readonly { readonly name: string; readonly type: keyof typeof TYPE }[],
  answers: readonly DnsRecord[] = [],
): Uint8Array {
  const asked = questions.map(({ name, type }) => bytes(dnsName(name), be16(TYPE[type]), be16(CLASS_IN)))
  const said = answers.map(({ name, type, data }) => record(name, TYPE[type], CLASS_IN, data))
  const counts = bytes(be16(questions.length), be16(answers.length), be16(0), be16(0))
  return bytes(be16(id), be16(flags), counts, ...asked, ...said)
}

/** Strings of a TXT record, each with its length. */
export function dnsText(entries: readonly string[]): Uint8Array {
  return bytes(...entries.map((entry) => bytes(entry.length, entry)))
}

/** A host announces its name and address, and a service it offers, to 224.0.0.251 port 5353. */
export function mdnsAnnouncement(hostname: string, ip: string, service = '_workstation._tcp', port = 9): Uint8Array {
  const host = `${hostname}.local`
  const instance = `${hostname}.${service}.local`
  const records = [
    record(host, TYPE.a, CLASS_IN | CACHE_FLUSH, ipBytes(ip)),
    record(`${service}.local`, TYPE.ptr, CLASS_IN, dnsName(instance)),
    record(instance, TYPE.srv, CLASS_IN | CACHE_FLUSH, bytes(be16(0), be16(0), be16(port), dnsName(host))),
    record(instance, TYPE.txt, CLASS_IN | CACHE_FLUSH, bytes(0)),
  ]
  return bytes(be16(0), be16(0x8400), be16(0), be16(records.length), be16(0), be16(0), ...records)
}

/** Labels with their lengths, ended by a zero. */
export function dnsName(name: string): Uint8Array {
  return bytes(...name.split('.').map((label) => bytes(label.length, label)), 0)
}

function record(name: string, type: number, recordClass: number, data: Uint8Array): Uint8Array {
  return bytes(dnsName(name), be16(type), be16(recordClass), be32(TTL_S), sized16(data))
}
