// Makes the capture of the sensor bench: OT-like traffic of some 3,000 conversations, deterministic. Shares of packets:
// Modbus 27 %, S7 16 %, CIP 14 % (explicit) and 11 % (implicit I/O), PROFINET cyclic data 8 %, TLS 15 %, DNS, NTP, syslog,
// SNMP 5 %, ARP, LLDP 2 %, short-lived web sessions and scans the rest; 40 % carry a VLAN tag, 3 % are IPv6, 2 % of the
// answers are split over two segments.
import { closeSync, openSync, writeSync } from 'node:fs'
import {
  arpRequest,
  bytes,
  cip,
  dnsAnswer,
  dnsQuery,
  type Endpoint,
  enip,
  lldpFrame,
  modbus,
  ntpRequest,
  pcapHeader,
  pcapRecord,
  rtFrame,
  s7comm,
  snmpGet,
  syslogMessage,
  TcpConversation,
  tlsData,
  udpFrame,
  type VlanTag,
} from '@penstock/sensor/encoders'

const START_MICROS = 1_790_834_400_000_000
const STEP_MICROS = 40
const FLUSH_BYTES = 1 << 20
const FLOOD_PIECE = 4096

/** Gives the next frames of one talker; each call is one exchange. */
type Talker = () => Uint8Array[]

/** Writes at least `packets` packets and gives their exact number. Same arguments, same bytes. */
export function generateCapture(path: string, packets: number, seed = 1): number {
  const random = xorshift(seed)
  const talkers = listTalkers(random)
  const file = openSync(path, 'w')
  let written = 0
  let pending: Uint8Array[] = [pcapHeader()]
  let size = 0
  try {
    while (written < packets) {
      for (const frame of talkers[Math.floor(random() * talkers.length)]!()) {
        const record = pcapRecord(START_MICROS + written * STEP_MICROS, frame)
        pending.push(record)
        size += record.length
        written += 1
      }
      if (size < FLUSH_BYTES) continue
      writeSync(file, bytes(...pending))
      pending = []
      size = 0
    }
    writeSync(file, bytes(...pending))
  } finally {
    closeSync(file)
  }
  return written
}

/** Writes so many connections of three packets, each from another address to one controller. */
export function generateFlood(path: string, connections: number): void {
  const frames = conversation({ ...pair(1, 502, 1), tags: [] }).open()
  const file = openSync(path, 'w')
  try {
    writeSync(file, pcapHeader())
    for (let from = 0; from < connections; from += FLOOD_PIECE) {
      const records: Uint8Array[] = []
      for (let n = from; n < Math.min(connections, from + FLOOD_PIECE); n += 1) {
        for (const [turn, frame] of frames.entries()) {
          // The second of a handshake goes back to the address; checksums are not set right.
          new DataView(frame.buffer, frame.byteOffset).setUint32(turn === 1 ? 30 : 26, 0x0a80_0000 + n)
          records.push(pcapRecord(START_MICROS + (n * 3 + turn) * STEP_MICROS, frame))
        }
      }
      writeSync(file, bytes(...records))
    }
  } finally {
    closeSync(file)
  }
}

function listTalkers(random: () => number): Talker[] {
  const talkers: Talker[] = []
  const add = (count: number, make: (n: number) => Talker): void => {
    for (let n = 0; n < count; n += 1) talkers.push(make(n))
  }
  add(330, (n) => modbusTalker(pair(n, 502, 1), random))
  add(190, (n) => s7Talker(pair(n, 102, 2), random))
  add(160, (n) => cipTalker(pair(n, 44_818, 3), random))
  add(300, (n) => ioTalker(pair(n, 2222, 4)))
  add(220, (n) => realTimeTalker(n))
  add(190, (n) => tlsTalker(pair(n, 443, 5), random))
  add(60, (n) => shortLivedTalker(n))
  add(70, (n) => datagramTalker(n))
  add(45, (n) => linkTalker(n))
  add(6, (n) => scanTalker(n))
  return talkers
}

interface Pair {
  readonly client: Endpoint
  readonly server: Endpoint
  readonly tags: readonly VlanTag[]
}

/** Servers that one client polls. */
const SERVERS_PER_CLIENT = 24

/** A client and one of its servers; every tenth pair of the first group is IPv6, two of five clients are on a tagged VLAN. */
function pair(n: number, port: number, group: number): Pair {
  const client = Math.floor(n / SERVERS_PER_CLIENT)
  const isV6 = group === 1 && n % 10 === 0
  const host = (side: number, at: number): string =>
    isV6 ? `2001:db8:${group}::${side * 0x1000 + at + 1}` : `10.${group}.${side * 100 + (at >> 8)}.${(at & 255) + 1}`
  const mac = (side: number, at: number): string => `02:0${group}:0${side}:00:${hexByte(at >> 8)}:${hexByte(at & 255)}`
  return {
    client: { mac: mac(1, client), ip: host(1, client), port: 40_000 + n },
    server: { mac: mac(2, n), ip: host(2, n), port },
    tags: client % 5 < 2 ? [{ vlan: 100 + group }] : [],
  }
}

function hexByte(value: number): string {
  return value.toString(16).padStart(2, '0')
}

function conversation({ client, server, tags }: Pair): TcpConversation {
  return new TcpConversation(client, server, { tags })
}

function modbusTalker(ends: Pair, random: () => number): Talker {
  const tcp = conversation(ends)
  const registers = modbus.registersResponse(
    3,
    Array.from({ length: 20 }, (_, n) => n * 7),
  )
  const coils = modbus.bitsResponse(
    1,
    Array.from({ length: 64 }, (_, n) => n % 3 === 0),
  )
  const turns = [
    [modbus.readRequest(3, 100, 20), registers],
    [modbus.readRequest(1, 0, 64), coils],
    [modbus.readRequest(3, 400, 20), registers],
    [modbus.writeRegistersRequest(40, [1, 2, 3]), modbus.writtenResponse(16, 40, 3)],
  ] as const
  let transaction = 0
  return () => {
    transaction = (transaction + 1) & 0xffff
    const [ask, answer] = turns[transaction & 3]!
    const header = { transaction, unit: 1 }
    const reply = modbus.frame(header, answer)
    const asked = tcp.send('client', modbus.frame(header, ask))
    const isSplit = random() < 0.02
    return [
      ...asked,
      ...(isSplit ? tcp.sendCut('server', reply, [5]) : tcp.send('server', reply)),
      ...(transaction % 4 === 0 ? [tcp.acknowledge('client')] : []),
    ]
  }
}

function s7Talker(ends: Pair, random: () => number): Talker {
  const tcp = conversation(ends)
  const ranges = [{ area: s7comm.AREA.dataBlock, db: 10, start: 0, length: 32 }]
  const value = new Uint8Array(32).fill(9)
  const answer = s7comm.readVarAnswer([value])
  const write = s7comm.writeVarRequest(ranges, [value])
  const written = s7comm.writeVarAnswer([0xff])
  let reference = 0
  return () => {
    reference = (reference + 1) & 0xffff
    const isWrite = reference % 20 === 0
    const ask = isWrite
      ? s7comm.job(reference, write.parameter, write.data)
      : s7comm.job(reference, s7comm.readVarParameter(ranges))
    const reply = isWrite
      ? s7comm.ackData(reference, written.parameter, written.data)
      : s7comm.ackData(reference, answer.parameter, answer.data)
    const split = random() < 0.02 ? tcp.sendCut('server', reply, [4]) : tcp.send('server', reply)
    return [...tcp.send('client', ask), ...split, ...(reference % 3 === 0 ? [tcp.acknowledge('client')] : [])]
  }
}

function cipTalker(ends: Pair, random: () => number): Talker {
  const tcp = conversation(ends)
  const reads = ['Level', 'Flow', 'Pressure'].map((name) => cip.readTag(name))
  const replies = reads.map(() => cip.readTagReply(cip.TAG_TYPE.real, [0, 0, 128, 63]))
  const single = cip.readTag('Speed')
  let sequence = 0
  return () => {
    sequence = (sequence + 1) & 0xffff
    const isMany = random() < 0.3
    const ask = isMany ? cip.multiple(reads) : single
    const reply = isMany ? cip.multipleReply(replies) : replies[0]!
    return [
      ...tcp.send('client', enip.sendUnitData(7, 9, sequence, ask)),
      ...tcp.send('server', enip.sendUnitData(7, 8, sequence, reply)),
      ...(sequence % 3 === 0 ? [tcp.acknowledge('client')] : []),
    ]
  }
}

function ioTalker({ client, server, tags }: Pair): Talker {
  const data = new Uint8Array(24)
  let sequence = 0
  return () => {
    sequence += 1
    return [
      udpFrame({ ...client, port: 2222 }, server, enip.ioData(0x1000, sequence, sequence & 0xffff, data), { tags }),
    ]
  }
}

function realTimeTalker(n: number): Talker {
  const ends = { from: `02:10:00:00:${hexByte(n >> 8)}:${hexByte(n & 255)}`, to: '02:10:00:00:ff:01' }
  const data = new Uint8Array(40).fill(n)
  let cycle = 0
  return () => {
    cycle = (cycle + 128) & 0xffff
    return [rtFrame(ends, 0x8000, cycle, data, n % 2 === 0 ? [{ vlan: 0, priority: 6 }] : [])]
  }
}

function tlsTalker(ends: Pair, random: () => number): Talker {
  const tcp = conversation(ends)
  const small = tlsData(new Uint8Array(180).fill(0xa5))
  const large = tlsData(new Uint8Array(1400).fill(0x5a))
  return () => [...tcp.send('client', small), ...tcp.send('server', random() < 0.5 ? large : small)]
}

function shortLivedTalker(n: number): Talker {
  let port = 20_000
  return () => {
    port = port === 60_000 ? 20_001 : port + 1
    const ends = pair(n, 8080, 6)
    const tcp = conversation({ ...ends, client: { ...ends.client, port } })
    return [
      ...tcp.open(),
      ...tcp.send('client', bytes('GET /status HTTP/1.1\r\nHost: gateway\r\n\r\n')),
      ...tcp.send('server', bytes('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')),
      ...tcp.close(),
    ]
  }
}

function datagramTalker(n: number): Talker {
  const { client, server, tags } = pair(n, 53, 7)
  let id = 0
  return () => {
    id = (id + 1) & 0xffff
    const to = (port: number): Endpoint => ({ ...server, port })
    switch (id & 3) {
      case 0:
        return [
          udpFrame(client, to(53), dnsQuery(id, 'historian.plant.example'), { tags }),
          udpFrame(to(53), client, dnsAnswer(id, 'historian.plant.example', '10.7.0.9'), { tags }),
        ]
      case 1:
        return [udpFrame({ ...client, port: 123 }, to(123), ntpRequest(START_MICROS), { tags })]
      case 2:
        return [
          udpFrame(client, to(514), syslogMessage(16, 6, '2026-10-01T06:00:00Z', 'sw-1', 'link', 'port 4 up'), {
            tags,
          }),
        ]
      default:
        return [udpFrame(client, to(161), snmpGet(id, 'public', ['1.3.6.1.2.1.1.1.0']), { tags })]
    }
  }
}

function linkTalker(n: number): Talker {
  const { client, server } = pair(n, 0, 8)
  let turn = 0
  return () => {
    turn += 1
    if (turn % 3 !== 0) return [arpRequest(client, server.ip)]
    return [
      lldpFrame({
        mac: client.mac,
        portId: 'port-001',
        systemName: `switch-${n}`,
        systemDescription: 'Moxa, EDS-G516E, 6.2',
      }),
    ]
  }
}

function scanTalker(n: number): Talker {
  let target = 0
  return () => {
    target += 1
    const ends = pair(n, 1 + (target % 1024), 9)
    return conversation({
      ...ends,
      server: { ...ends.server, ip: `10.9.${200 + (target >> 18)}.${(target >> 10) & 255}` },
    }).refused()
  }
}

/** Numbers in [0, 1); Marsaglia's xorshift with 32 bits. */
function xorshift(seed: number): () => number {
  let state = seed | 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 4_294_967_296
  }
}

if (import.meta.main) {
  const [path = 'bench-sensor.pcap', packets = '2500000'] = process.argv.slice(2)
  process.stdout.write(`${generateCapture(path, Number(packets))} packets in ${path}\n`)
}
