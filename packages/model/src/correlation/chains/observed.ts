// Signals from what a sensor saw: operations on devices, and one client that asks for many industrial services. Packets say nothing of
// scenarios; what they mean is declared by the stages.
import { endsOfOperation } from '@penstock/model/detections'
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { addressOf, type ObservationBatch, type OperationKind, type OperationSeen } from '@penstock/model/observations'
import { isInternetAddress } from '@penstock/model/plant'
import { ASKED_KINDS, isQuestion, signalsOfAsked } from './asked.ts'
import { type ObservedGround, thing } from './ground.ts'
import type { Entities, Signal } from './signal.ts'
import type { Tie } from './ties.ts'

const KINDS: Readonly<Partial<Record<OperationKind, string>>> = {
  write: 'ot.write',
  control: 'ot.control',
  mode: 'ot.mode-change',
  'program-download': 'ot.program-download',
  'program-upload': 'ot.program-upload',
  firmware: 'ot.firmware-write',
  identity: 'ot.identity-read',
}
/** Services of controllers: S7, DNP3, IEC 104, Modbus, OPC UA, CODESYS, FINS, EtherNet/IP, PCWorx, GE SRTP, TriStation. */
const INDUSTRIAL_PORTS = new Set([102, 502, 1502, 1740, 1962, 2404, 4840, 9600, 18_245, 20_000, 44_818])
const FEWEST_SERVERS = 5

/** Kinds that this makes: what a rule of the sensor can feed. */
export const OBSERVED_KINDS: readonly string[] = [
  ...Object.values(KINDS),
  ...ASKED_KINDS,
  ...['ot.scan', 'ot.session-from-outside'],
]

export function signalsOfBatch(batch: ObservationBatch, ground: ObservedGround): readonly Signal[] {
  const keyAt = keysIn(batch, ground)
  const operations = batch.operations.flatMap((one) => signalOfOperation(one, ground, keyAt))
  return [...operations, ...signalsOfAsked(batch, ground), ...scansOf(batch, ground), ...fromOutside(batch, ground)]
}

const ENGINEERING: ReadonlySet<string> = new Set(['program-download', 'program-upload', 'mode', 'firmware'])
const ENGINEERING_MICROS = 86_400_000_000

/** Who engineers what: a station and the controller that it programs are of one session for a day. */
export function tiesOfBatch(batch: ObservationBatch, { namesOf }: ObservedGround): readonly Tie[] {
  const ties = new Map<string, Tie>()
  for (const operation of batch.operations) {
    const { kind, at, result } = operation
    if (!ENGINEERING.has(kind) || (result !== null && result !== 'ok')) continue
    const { source: from, target: to } = endsOfOperation(operation)
    const id = [from, to, Math.floor(at / ENGINEERING_MICROS), 'engineering'].join('|')
    const entities: Entities = { host: [thing(from, namesOf)], controller: [thing(to, namesOf)] }
    if (!ties.has(id)) ties.set(id, { id, kind: 'session', entities, from: at, to: micros(at + ENGINEERING_MICROS) })
  }
  return [...ties.values()]
}

/** Devices that somebody loads a program into, and when: where their key switches stood before says what that was. */
export function programLoads({ operations }: Pick<ObservationBatch, 'operations'>): readonly ProgramLoad[] {
  const loads = operations.filter(({ kind }) => kind === 'program-download')
  return loads.map((one) => ({ device: endsOfOperation(one).target, at: one.at }))
}

interface ProgramLoad {
  readonly device: string
  readonly at: EpochMicros
}

type KeyAt = (device: string, at: EpochMicros) => string | null

/** Where the key switch of a device stood at an instant: as it told within the batch, else as it told last before. */
function keysIn({ states = [] }: ObservationBatch, { keyOf }: ObservedGround): KeyAt {
  const told = Map.groupBy(
    states.filter(({ field }) => field === 'key-switch'),
    ({ about }) => addressOf(about),
  )
  return (device, at) => {
    const before = (told.get(device) ?? []).filter((one) => one.at <= at).sort((a, b) => b.at - a.at)
    return before[0]?.value ?? keyOf?.(device) ?? null
  }
}

function signalOfOperation(
  operation: OperationSeen,
  { site, namesOf }: ObservedGround,
  keyAt: KeyAt,
): readonly Signal[] {
  const kind = KINDS[operation.kind]
  // A refused one changed nothing, and is no step of anybody.
  if (kind === undefined || (operation.result !== null && operation.result !== 'ok')) return []
  if (isQuestion(operation)) return []
  const { at, code, target, protocol } = operation
  const { source: from, target: to } = endsOfOperation(operation)
  const point = target === null ? {} : { point: [`${to}/${target}`] }
  const entities: Entities = { host: [thing(from, namesOf)], controller: [thing(to, namesOf)], ...point }
  const written = Number(operation.values?.[0] ?? Number.NaN)
  // A packet says nothing of approvals; who knows of one covers it by a signal of approved work.
  const key = operation.kind === 'program-download' ? keyAt(to, at) : null
  const values = {
    ...{ protocol, approved: 'no' },
    ...(Number.isFinite(written) ? { written } : {}),
    ...(key === null ? {} : { keySwitch: key }),
  }
  return [{ id: [at, from, to, code, target].join('|').slice(0, 500), kind, domain: 'ot', site, at, entities, values }]
}

function scansOf(batch: ObservationBatch, { site, namesOf }: ObservedGround): readonly Signal[] {
  const asked = new Map<string, { servers: Set<string>; ports: Set<number>; at: Signal['at'] }>()
  for (const { client, server, serverPort, firstAt } of batch.conversations) {
    if (serverPort === null || !INDUSTRIAL_PORTS.has(serverPort)) continue
    const from = addressOf(client)
    const one = asked.get(from) ?? { servers: new Set(), ports: new Set(), at: firstAt }
    asked.set(from, { ...one, at: micros(Math.min(firstAt, one.at)) })
    one.servers.add(addressOf(server))
    one.ports.add(serverPort)
  }
  return [...asked]
    .filter(([, { servers }]) => servers.size >= FEWEST_SERVERS)
    .map(([from, { servers, ports, at }]) => ({
      ...{ id: `${at}|${from}|scan`, kind: 'ot.scan', domain: 'ot', site, at },
      entities: { host: [thing(from, namesOf)] },
      values: { ports: ports.size, servers: servers.size },
    }))
}

/** Somebody of the internet speaks with an industrial service. */
function fromOutside(batch: ObservationBatch, { site, namesOf }: ObservedGround): readonly Signal[] {
  return batch.conversations.flatMap(({ client, server, serverPort, isAnswered, firstAt }): readonly Signal[] => {
    const isIndustrial = serverPort !== null && INDUSTRIAL_PORTS.has(serverPort)
    if (!isIndustrial || !isAnswered || client.ip === null || !isInternetAddress(client.ip)) return []
    const [from, to] = [addressOf(client), addressOf(server)]
    const entities: Entities = { address: [from], host: [thing(from, namesOf)], controller: [thing(to, namesOf)] }
    const id = [firstAt, from, to, 'outside'].join('|')
    return [
      { id, kind: 'ot.session-from-outside', domain: 'ot', site, at: firstAt, entities, values: { sanctioned: 'no' } },
    ]
  })
}
