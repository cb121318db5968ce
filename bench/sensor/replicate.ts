// Captures of a folder written one after the other, again and again, each time as another plant: its IPv4 subnets and MAC addresses are
// changed, its time goes on. Only classic pcap of Ethernet in microseconds is taken; what else lies there is named.
import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const MAGIC_MICROSECONDS = 0xa1b2c3d4
const LINK_ETHERNET = 1
const FILE_HEADER_BYTES = 24
const RECORD_HEADER_BYTES = 16
const GAP_MICROS = 1_000_000
const LONGEST_STEP_MICROS = 3_600_000_000

const ETHERNET_BYTES = 14
const TYPE_VLAN = 0x8100
const TYPE_IPV4 = 0x0800
const TYPE_ARP = 0x0806

export interface Replicated {
  readonly packets: number
  readonly replicas: number
  /** Files that are no classic pcap of Ethernet. */
  readonly leftOut: readonly string[]
}

/** Writes whole replicas of the folder's captures until the file has at least `bytes`. Throws where none can be taken. */
export function replicateCaptures(folder: string, path: string, bytes: number): Replicated {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.p?cap(ng)?$/.test(name))
    .sort()
  const captures = names.map((name) => ({ name, bytes: readFileSync(join(folder, name)) }))
  const taken = captures.filter((one) => isTaken(one.bytes))
  if (taken.length === 0) throw new Error(`${folder} holds no classic pcap of Ethernet`)
  const out = openSync(path, 'w')
  let [written, packets, replicas, clock] = [FILE_HEADER_BYTES, 0, 0, 1_790_834_400_000_000]
  try {
    writeSync(out, taken[0]!.bytes.subarray(0, FILE_HEADER_BYTES))
    for (; written < bytes; replicas += 1) {
      for (const capture of taken) {
        const copy = Buffer.from(capture.bytes)
        const told = rewrite(copy, replicas, clock)
        packets += told.packets
        clock = told.endAt + GAP_MICROS
        written += writeSync(out, copy, FILE_HEADER_BYTES, told.end - FILE_HEADER_BYTES)
      }
    }
  } finally {
    closeSync(out)
  }
  const leftOut = captures.filter((one) => !taken.includes(one)).map(({ name }) => name)
  return { packets, replicas, leftOut }
}

function isTaken(bytes: Buffer): boolean {
  if (bytes.length < FILE_HEADER_BYTES || bytes.readUInt32LE(0) !== MAGIC_MICROSECONDS) return false
  return bytes.readUInt32LE(20) === LINK_ETHERNET
}

/** Changes the records in place. Tells how many whole ones there are, where they end and the time of the last. */
function rewrite(bytes: Buffer, replica: number, beginAt: number) {
  let [at, packets, before, now] = [FILE_HEADER_BYTES, 0, -1, beginAt]
  while (at + RECORD_HEADER_BYTES <= bytes.length) {
    const kept = bytes.readUInt32LE(at + 8)
    const end = at + RECORD_HEADER_BYTES + kept
    if (end > bytes.length) break
    const time = bytes.readUInt32LE(at) * 1_000_000 + bytes.readUInt32LE(at + 4)
    // Some clocks jump by decades within a file; sixty times that fits no timestamp.
    const step = before < 0 ? 0 : time - before
    now += step < 0 || step > LONGEST_STEP_MICROS ? GAP_MICROS : step
    before = time
    bytes.writeUInt32LE(Math.floor(now / 1_000_000), at)
    bytes.writeUInt32LE(now % 1_000_000, at + 4)
    readdress(bytes.subarray(at + RECORD_HEADER_BYTES, end), replica)
    packets += 1
    at = end
  }
  return { packets, end: at, endAt: now }
}

function readdress(frame: Buffer, replica: number): void {
  if (frame.length < ETHERNET_BYTES) return
  for (const mac of [0, 6]) if ((frame[mac]! & 1) === 0) frame[mac + 3]! ^= replica & 0xff
  let at = ETHERNET_BYTES
  let type = frame.readUInt16BE(12)
  if (type === TYPE_VLAN && frame.length >= ETHERNET_BYTES + 4) {
    type = frame.readUInt16BE(16)
    at += 4
  }
  if (type === TYPE_IPV4 && frame.length >= at + 20) {
    for (const address of [at + 12, at + 16]) if (frame[address]! < 224) frame[address + 1]! ^= replica & 0xff
    frame.writeUInt16BE(0, at + 10)
    frame.writeUInt16BE(checksum(frame.subarray(at, at + (frame[at]! & 15) * 4)), at + 10)
  } else if (type === TYPE_ARP && frame.length >= at + 28) {
    for (const mac of [at + 8, at + 18]) frame[mac + 3]! ^= replica & 0xff
    for (const address of [at + 14, at + 24]) frame[address + 1]! ^= replica & 0xff
  }
}

/** Of an IPv4 header (RFC 791); those of TCP and UDP are not made anew, and nothing that is compared looks at them. */
function checksum(header: Buffer): number {
  let sum = 0
  for (let at = 0; at + 1 < header.length; at += 2) sum += header.readUInt16BE(at)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return ~sum & 0xffff
}
