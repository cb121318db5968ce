// Changes of programs, firmware, modes, keys and settings as findings: asked for on the wire, moved as a whole, or told by the device.
// What no allowed work covers is for a person to explain.
import {
  addressOf,
  type CaptureProof,
  type OperationKind,
  type OperationSeen,
  type StateField,
  type StateSeen,
  type TransferSeen,
} from '@penstock/model/observations'
import type { Finding } from '../finding.ts'
import { findingOf, type Ground, levelAt, oneLower, told } from './ground.ts'
import { type BehaviourRuleId, behaviourRule } from './rules.ts'

type Proven<Row> = Omit<Row, 'proof'> & { readonly proof: CaptureProof }

/** What a batch says of programs. */
export interface ProgramRows {
  readonly operations: readonly Proven<OperationSeen>[]
  readonly transfers: readonly Proven<TransferSeen>[]
  /** With what the device told of the same before; null when it told nothing: a first word is no change. */
  readonly states: readonly { readonly now: Proven<StateSeen>; readonly before: string | null }[]
}

const OF_OPERATION: Readonly<Partial<Record<OperationKind, BehaviourRuleId>>> = {
  'program-download': 'program.download',
  firmware: 'program.firmware',
  mode: 'program.mode',
  restart: 'program.restart',
  config: 'program.settings',
  'program-upload': 'program.upload',
}
const OF_STATE: Readonly<Partial<Record<StateField, BehaviourRuleId>>> = {
  mode: 'program.mode',
  'key-switch': 'program.key',
  protection: 'program.protection',
  force: 'program.force',
}
const OF_TRANSFER = { program: 'program.download', firmware: 'program.firmware', file: null } as const
/** What a provider of cyclic data says of itself with every frame is no mode that somebody sets. */
const CYCLIC = new Set(['profinet'])

/** In a download the controller fetches the blocks: what these functions change is who asks for them. */
const FETCHING: Readonly<Record<string, ReadonlySet<string>>> = { s7comm: new Set(['0x1b', '0x1c']) }

/** Opening and closing a connection of CIP changes what passes, and no setting. */
const CONNECTING: Readonly<Record<string, ReadonlySet<string>>> = { 'ethernet-ip': new Set(['0x4e', '0x54', '0x5b']) }

/** Whether a function that changes a device is told by a rule of programs already. */
export function isProgramFunction(kind: OperationKind): boolean {
  return OF_OPERATION[kind] !== undefined
}

/** One for each rule, client and device: the earliest packet of a batch proves it. */
export function programFindings(ground: Ground, rows: ProgramRows): Finding[] {
  const asked = rows.operations.flatMap((row) => ofOperation(ground, row) ?? [])
  const moved = rows.transfers.flatMap((row) => ofTransfer(ground, row) ?? [])
  const said = rows.states.flatMap(({ now, before }) => ofState(ground, now, before) ?? [])
  const findings = new Map<string, Finding>()
  const byTarget = new Set<string>()
  // A request names who asked and what for; what the device says of it afterwards is the same again.
  for (const finding of [...asked, ...moved, ...said].sort((a, b) => a.at - b.at)) {
    const { subject, rule } = finding
    const target = JSON.stringify([rule, subject.destinationIp ?? subject.destinationMac])
    const key = JSON.stringify([target, subject.sourceIp ?? subject.sourceMac ?? ''])
    const isSaid = said.includes(finding)
    if (findings.has(key) || (isSaid && byTarget.has(target))) continue
    findings.set(key, finding)
    if (!isSaid) byTarget.add(target)
  }
  return [...findings.values()]
}

function ofOperation(ground: Ground, row: Proven<OperationSeen>): Finding | null {
  const id = OF_OPERATION[row.kind]
  if (id === undefined || CONNECTING[row.protocol]?.has(row.code) === true) return null
  const rule = behaviourRule(id)
  const { source, target } = endsOfOperation(row)
  const isRefused = row.result !== null && row.result !== 'ok'
  const level = levelAt(rule.level, ground.placeOf(target), ground.placeOf(source).isOutside)
  return findingOf(ground, {
    ...{ rule, at: row.at, source, target, level: isRefused ? oneLower(level) : level },
    evidence: [{ kind: 'proof', proof: row.proof }],
    values: told({ protocol: row.protocol, what: row.name, place: row.target, result: row.result }),
  })
}

/** Who changes what, whoever of the two speaks. */
export function endsOfOperation({
  client,
  server,
  protocol,
  code,
}: Pick<OperationSeen, 'client' | 'server' | 'protocol' | 'code'>): {
  readonly source: string
  readonly target: string
} {
  const [asker, asked] = [addressOf(client), addressOf(server)]
  const isFetching = FETCHING[protocol]?.has(code) === true
  return isFetching ? { source: asked, target: asker } : { source: asker, target: asked }
}

function ofTransfer(ground: Ground, row: Proven<TransferSeen>): Finding | null {
  const id = row.direction === 'to-device' ? OF_TRANSFER[row.kind] : null
  if (id === null) return null
  return findingOf(ground, {
    rule: behaviourRule(id),
    ...{ at: row.firstAt, source: addressOf(row.initiator), target: addressOf(row.device) },
    evidence: [{ kind: 'proof', proof: row.proof }],
    values: told({ protocol: row.protocol, what: row.name, bytes: row.bytes, result: row.result, sha256: row.sha256 }),
  })
}

function ofState(ground: Ground, row: Proven<StateSeen>, before: string | null): Finding | null {
  const id = OF_STATE[row.field]
  if (id === undefined || before === null || before === row.value || CYCLIC.has(row.protocol)) return null
  return findingOf(ground, {
    rule: behaviourRule(id),
    ...{ at: row.at, source: null, target: addressOf(row.about) },
    evidence: [{ kind: 'proof', proof: row.proof }],
    values: told({ protocol: row.protocol, place: row.part, before, now: row.value }),
  })
}
