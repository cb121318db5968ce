// Observation batches for tests, whole and small: two machines that speak Modbus, said of in as many batches as wanted.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type {
  ConversationSeen,
  LogonSeen,
  ObservationBatch,
  Proof,
  Quality,
  ValueSeen,
} from '@penstock/model/observations'
import type { ZoneModel } from '@penstock/model/zones'

export const BEGIN = micros(1_790_834_400_000_000)

const CLIENT = { mac: '00:1b:1b:00:00:10', ip: '10.1.1.10' }
const SERVER = { mac: '00:1b:1c:00:00:20', ip: '10.1.2.20' }

function proofOf(frame: number, at: EpochMicros): Proof {
  return { file: 0, frame, at, offset: 40 + 100 * frame, length: 60 }
}

/** `codes` are the function codes that were used, each once; `hosts` how many clients called. */
export interface BatchPlan {
  readonly packets: number
  readonly hosts: number
  readonly codes: readonly number[]
  readonly isAnswered: boolean
  /** How many seconds after `BEGIN` its packets begin. */
  readonly atS: number
}

function conversationOf(plan: BatchPlan, host: number): ConversationSeen {
  const firstAt = micros(BEGIN + plan.atS * 1_000_000)
  return {
    client: { mac: CLIENT.mac, ip: `10.1.1.${10 + host}` },
    server: SERVER,
    protocol: 'modbus',
    portGuess: null,
    transport: 'tcp',
    serverPort: 502,
    sidesFrom: 'content',
    isAnswered: plan.isAnswered,
    vlans: [host],
    packets: plan.packets,
    bytes: plan.packets * 60,
    firstAt,
    lastAt: micros(firstAt + 500_000),
    functions: plan.codes.map((code) => ({
      code: String(code),
      name: `function ${code}`,
      kind: code === 16 ? 'write' : 'read',
      count: 1,
    })),
    proof: proofOf(host + 1, firstAt),
  }
}

/** What the server tells and undergoes: a point for each code, its mode by whether it answers, a program when codes have a write. */
function eventsOf({ packets, hosts, codes, isAnswered }: BatchPlan, firstAt: EpochMicros, lastAt: EpochMicros) {
  const span = { firstAt, lastAt }
  const client = { mac: CLIENT.mac, ip: CLIENT.ip }
  return {
    values: codes.map((code): ValueSeen => {
      const quality: Quality[] = packets % 2 === 0 ? ['stale'] : ['invalid']
      const point = `unit 1 register ${code}`
      const readings = { count: packets, changes: 0, min: hosts, max: packets, first: hosts, last: packets }
      return {
        server: SERVER,
        protocol: 'modbus-tcp',
        point,
        ...readings,
        quality,
        ...span,
        proof: proofOf(5, firstAt),
      }
    }),
    states: [
      {
        about: SERVER,
        part: null,
        field: 'mode' as const,
        value: isAnswered ? 'run' : 'stop',
        protocol: 's7comm',
        method: 'szl-0x0424',
        at: firstAt,
        proof: proofOf(6, firstAt),
      },
    ],
    transfers: codes.includes(16)
      ? [
          {
            kind: 'program' as const,
            direction: 'to-device' as const,
            initiator: client,
            device: SERVER,
            protocol: 's7comm',
            name: 'OB1',
            bytes: 1200,
            announcedBytes: null,
            sha256: '5e'.repeat(32),
            result: 'complete' as const,
            ...span,
            proof: proofOf(7, firstAt),
          },
        ]
      : [],
    logons: Array.from({ length: hosts }, (_, host): LogonSeen => {
      const said = { protocol: 'ftp', method: 'password', account: `operator${host}`, result: 'accepted' as const }
      return { client, server: SERVER, ...said, count: packets, ...span, proof: proofOf(8, firstAt) }
    }),
    discoveries: [
      { client, protocol: 'ethernet-ip', method: 'List Identity', count: packets, ...span, proof: proofOf(9, firstAt) },
    ],
  }
}

export function batchOf(seq: number, plan: BatchPlan, isLast = false): ObservationBatch {
  const firstAt = micros(BEGIN + plan.atS * 1_000_000)
  const lastAt = micros(firstAt + 500_000)
  const hosts = Array.from({ length: plan.hosts }, (_, host) => host)
  return {
    seq,
    isLast,
    packets: plan.packets * plan.hosts,
    bytes: plan.packets * plan.hosts * 60,
    malformed: 0,
    skipped: {},
    firstAt,
    lastAt,
    bindings: hosts.map((host) => ({
      mac: CLIENT.mac,
      ip: `10.1.1.${10 + host}`,
      vlan: null,
      ground: 'arp-own',
      protocol: 'arp',
      packets: plan.packets,
      firstAt,
      lastAt,
      proof: proofOf(1, firstAt),
    })),
    claims: [
      {
        about: SERVER,
        field: 'name',
        value: 'FILLER-1',
        protocol: 'lldp',
        method: 'lldp-system-name',
        basis: 'observed',
        proof: proofOf(2, firstAt),
      },
    ],
    conversations: hosts.map((host) => conversationOf(plan, host)),
    operations: plan.codes.includes(16)
      ? [
          {
            at: firstAt,
            protocol: 'modbus',
            kind: 'config',
            code: '16',
            name: 'write multiple registers',
            client: CLIENT,
            server: SERVER,
            target: 'unit 1',
            result: null,
            count: 1,
            proof: proofOf(3, firstAt),
          },
        ]
      : [],
    anomalies: [{ kind: 'short-frame', count: 1, detail: 'a frame of 12 octets', proof: proofOf(4, firstAt) }],
    ...eventsOf(plan, firstAt, lastAt),
  }
}

/** Two zones of which the first may only read the second: a write is not allowed. */
export function zoneModel(version: number, functions: readonly number[]): ZoneModel {
  const zone = (id: string, subnet: string) => ({ id, name: id, purdue: '2', subnets: [subnet], slTarget: null })
  return {
    version,
    zones: [zone('Z-1', '10.1.1.0/24'), zone('Z-2', '10.1.2.0/24')],
    conduits: [
      {
        id: 'C-1',
        zoneA: 'Z-1',
        zoneB: 'Z-2',
        protocols: ['modbus'],
        direction: 'a-to-b',
        status: 'as designed',
        endpoints: null,
        functionLimits: [{ protocol: 'modbus', functions: [...functions] }],
        inspection: null,
        enforcedBy: [],
        slTarget: null,
      },
    ],
    protocols: [{ id: 'modbus', aliases: [], transport: ['tcp'], ports: [502], isIndustrial: true }],
    endpoints: [],
  }
}
