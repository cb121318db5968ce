// Observation batches for tests, whole and small: two machines that speak Modbus, said of in as many batches as wanted.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import type { ConversationSeen, ObservationBatch, Proof } from '@penstock/model/observations'
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
