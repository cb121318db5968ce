// What one batch says of each pair of ends and of each point, in the terms that baselines are learned and judged in.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import {
  addressOf,
  type ConversationSeen,
  type ExchangeSeen,
  gapMicrosOf,
  type ObservationBatch,
  type OperationSeen,
  type Proof,
  type ValueSeen,
} from '@penstock/model/observations'

interface Span {
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
  /** The first packet that shows it. */
  readonly proof: Proof
}

export interface FunctionSighting extends Span {
  readonly code: string
  readonly name: string
  /** It changes the device: value, mode, program, settings or clock. */
  readonly isChange: boolean
  readonly count: number
  /** Mean time between requests, and how far apart the slow ones (9 of 10) are from the middle one; null of too few. */
  readonly meanGapMicros: number | null
  readonly jitter: number | null
  readonly touched: NonNullable<ExchangeSeen['touched']> | null
  readonly targets: readonly { readonly target: string; readonly proof: Proof }[]
}

export interface PairSighting extends Span {
  readonly client: string
  readonly server: string
  readonly protocol: string
  readonly packets: number
  /** Nothing was said beyond knocking: a port that is shut, an end that does not answer. */
  readonly isBlank: boolean
  readonly functions: readonly FunctionSighting[]
}

export interface PointSighting extends Span {
  readonly server: string
  readonly protocol: string
  readonly point: string
  readonly min: number
  readonly max: number
  readonly minProof: Proof
  readonly maxProof: Proof
  /** It changed, and only ever in one direction. */
  readonly isOneWay: boolean
  readonly isChanged: boolean
}

/** Asking who has an address is no talk; asking for many in vain is a scan. */
export const LOOKING = 'arp'
const UNTOLD = 'unknown'
const FEWEST_GAPS = 8
const POINTS_OF_BLOCK = 64
/** Points that are called by name alone are spread over so many blocks. */
const NAMED_BLOCKS = 64
const MOST_TARGETS = 64
/** A connection that is opened and shut, or refused, takes no more. */
const KNOCKING_PACKETS = 6
const HARMLESS = new Set<string>(['auth', 'identity'])
const CHANGING = new Set<string>(['write', 'control', 'program'])

export function pairsOf(batch: ObservationBatch): PairSighting[] {
  const pairs = new Map<string, PairSighting & { functions: FunctionSighting[] }>()
  for (const row of batch.conversations) {
    const seen = pairOf(row)
    const key = pairKey(seen)
    const known = pairs.get(key)
    pairs.set(key, known === undefined ? seen : { ...joined(known, seen), functions: [] })
  }
  const operations = Map.groupBy(batch.operations, (row) => `${keyOfRow(row)}|${row.code}`)
  for (const row of batch.exchanges ?? []) {
    const pair = pairs.get(keyOfRow(row))
    if (pair === undefined) continue
    const next = functionOf(row, operations.get(`${keyOfRow(row)}|${row.code}`) ?? [])
    const at = pair.functions.findIndex(({ code }) => code === next.code)
    if (at < 0) pair.functions.push(next)
    else pair.functions[at] = joinedFunctions(pair.functions[at]!, next)
  }
  for (const rows of operations.values()) {
    const pair = pairs.get(keyOfRow(rows[0]!))
    if (pair?.functions.every(({ code }) => code !== rows[0]!.code)) pair.functions.push(functionOf(asked(rows), rows))
  }
  return [...pairs.values()].filter(({ packets, functions }) => packets > 0 || functions.length > 0)
}

/** Operations of a protocol that counts no functions. */
function asked(rows: readonly OperationSeen[]): ExchangeSeen {
  const [first, last] = [rows[0]!, rows.at(-1)!]
  const count = rows.reduce((sum, row) => sum + row.count, 0)
  return { ...first, kind: 'other', count, firstAt: first.at, lastAt: last.at }
}

export function pointsOf(batch: ObservationBatch): PointSighting[] {
  const points = new Map<string, PointSighting>()
  for (const row of batch.values ?? []) {
    const seen = pointOf(row)
    points.set(`${seen.server}|${seen.protocol}|${seen.point}`, seen)
  }
  return [...points.values()]
}

/** Who asked whom in which protocol. */
export function pairKey({ client, server, protocol }: Pick<PairSighting, 'client' | 'server' | 'protocol'>): string {
  return `${client}|${server}|${protocol}`
}

function keyOfRow({ client, server, protocol }: Pick<ExchangeSeen, 'client' | 'server' | 'protocol'>): string {
  return pairKey({ client: addressOf(client), server: addressOf(server), protocol })
}

function pairOf(row: ConversationSeen): PairSighting & { functions: FunctionSighting[] } {
  const { firstAt, lastAt, proof, packets } = row
  const isTold = row.functions.length > 0 && row.protocol !== LOOKING
  const isBlank = !isTold && (!row.isAnswered || (row.protocol === null && packets <= KNOCKING_PACKETS))
  const ends = { client: addressOf(row.client), server: addressOf(row.server) }
  return {
    ...ends,
    protocol: row.protocol ?? row.portGuess ?? UNTOLD,
    packets,
    isBlank,
    firstAt,
    lastAt,
    proof,
    functions: [],
  }
}

function joined(a: PairSighting, b: PairSighting): PairSighting {
  return { ...a, ...spanOf(a, b), packets: a.packets + b.packets, isBlank: a.isBlank && b.isBlank }
}

function spanOf(a: Span, b: Span): Span {
  const early = b.firstAt < a.firstAt ? b : a
  return { firstAt: early.firstAt, lastAt: micros(Math.max(a.lastAt, b.lastAt)), proof: early.proof }
}

function functionOf(row: ExchangeSeen, operations: readonly OperationSeen[]): FunctionSighting {
  const { code, name, count, firstAt, lastAt, proof } = row
  const changes = operations.filter(({ kind }) => !HARMLESS.has(kind))
  const targets = changes.flatMap((one) => (one.target === null ? [] : [{ target: one.target, proof: one.proof }]))
  return {
    code,
    name,
    isChange: CHANGING.has(row.kind) || changes.length > 0,
    count,
    meanGapMicros: count <= FEWEST_GAPS ? null : (lastAt - firstAt) / (count - 1),
    jitter: jitterOf(row.gaps ?? []),
    touched: row.touched ?? null,
    targets: targets.slice(0, MOST_TARGETS),
    firstAt,
    lastAt,
    proof,
  }
}

/** The same function of the same pair on two ports. */
function joinedFunctions(a: FunctionSighting, b: FunctionSighting): FunctionSighting {
  const touched =
    a.touched === null || b.touched === null ? (a.touched ?? b.touched) : joinedReach(a.touched, b.touched)
  const count = a.count + b.count
  const span = spanOf(a, b)
  return {
    ...a,
    ...span,
    count,
    isChange: a.isChange || b.isChange,
    meanGapMicros: count <= FEWEST_GAPS ? null : (span.lastAt - span.firstAt) / (count - 1),
    jitter: a.count < b.count ? b.jitter : a.jitter,
    touched,
  }
}

type Touched = NonNullable<ExchangeSeen['touched']>

function joinedReach(a: Touched, b: Touched): Touched {
  const [lower, higher] = [b.low < a.low ? b : a, b.high > a.high ? b : a]
  return { low: lower.low, lowest: lower.lowest, high: higher.high, highest: higher.highest }
}

function jitterOf(gaps: readonly (readonly [number, number])[]): number | null {
  const total = gaps.reduce((sum, [, count]) => sum + count, 0)
  if (total < FEWEST_GAPS) return null
  return gapMicrosOf(quantile(gaps, total * 0.9)) / gapMicrosOf(quantile(gaps, total * 0.5))
}

function quantile(gaps: readonly (readonly [number, number])[], rank: number): number {
  let before = 0
  for (const [bucket, count] of gaps) {
    before += count
    if (before >= rank) return bucket
  }
  return 0
}

function pointOf(row: ValueSeen): PointSighting {
  const { protocol, point, min, max, changes, firstAt, lastAt, proof, lowest, highest } = row
  const isOneWay = changes > 0 && ((row.first === min && row.last === max) || (row.first === max && row.last === min))
  const ends = { server: addressOf(row.server), protocol, point }
  const proofs = { minProof: lowest ?? proof, maxProof: highest ?? proof, proof }
  return { ...ends, min, max, isOneWay, isChanged: changes > 0, firstAt, lastAt, ...proofs }
}

/** Where a point is kept: the text before its number, and a block of points beside it. */
export function placeOfPoint(point: string): { readonly space: string; readonly block: number } {
  const digits = /\d{1,9}$/.exec(point)?.[0]
  if (digits !== undefined) {
    const space = point.slice(0, -digits.length).trimEnd()
    return { space, block: Math.floor(Number(digits) / POINTS_OF_BLOCK) }
  }
  let sum = 0
  for (let at = 0; at < point.length; at += 1) sum = (Math.imul(sum, 31) + point.charCodeAt(at)) | 0
  return { space: '', block: (sum >>> 0) % NAMED_BLOCKS }
}
