// Stores observation batches: rows, verdicts and facts in one transaction a batch. An answer of "stored" means it survives a kill.
import type { Domain } from '@penstock/model/kernel'
import { micros } from '@penstock/model/kernel'
import type { ConversationSeen, ObservationBatch } from '@penstock/model/observations'
import { appendFacts, type ConversationFact, type NewFact, type Signal } from '@penstock/server/facts'
import { AppError } from '@penstock/server/http'
import { CELL_SERVICE, type Clock, isStorable, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { MonitoringTables } from '@penstock/store/tables'
import {
  bindingOf,
  claimOf,
  conversationsFact,
  coverageFact,
  endsOf,
  interfacesFact,
  type Label,
  type LiveSource,
  operationsFact,
  type ProvenBinding,
  type ProvenClaim,
  type ProvenTalk,
  talkOf,
} from './facts.ts'
import { keepEvents } from './keep-events.ts'
import {
  addressesOf,
  type CaptureOf,
  functionsOf,
  mergeBindings,
  mergeClaims,
  mergeConversations,
  proofIn,
} from './merge.ts'
import type { ClaimRow, ConversationRow, Tx } from './queries.ts'
import * as queries from './queries.ts'

export type Judge = (
  site: string,
  conversation: Omit<ConversationSeen, 'packets' | 'bytes' | 'firstAt' | 'lastAt' | 'proof' | 'isAnswered' | 'vlans'>,
) => ConversationFact['verdict']

/** A conversation with its verdict. */
export type JudgedTalk = ProvenTalk & { readonly id: string; readonly verdict: Verdict }

export interface SeenShadow {
  readonly conversations: readonly ProvenTalk[]
  readonly bindings: readonly ProvenBinding[]
  readonly claims: readonly ProvenClaim[]
}

/** Looks for shadow infrastructure in what a batch shows, and again when the zone model moved. */
export interface ShadowLearner {
  learn(tx: Tx, label: Label, seen: SeenShadow): Promise<NewFact[]>
  learnAgain(tx: Tx, label: Label, seen: SeenShadow): Promise<void>
  judgeAgain(tx: Tx, label: Label, after: string, limit: number): Promise<[facts: NewFact[], next: string | null]>
}

export interface IngestOptions {
  readonly store: Store<MonitoringTables>
  readonly domain: Domain
  readonly clock: Clock
  /** The verdict of a conversation by the zone model in force; null before a site has one. */
  readonly judge: Judge
  /** What rooms above this one keep of a batch, in the batch's own transaction. */
  readonly onStored?: (
    tx: Tx,
    of: CaptureOf,
    batch: ObservationBatch,
    from: LiveSource | null,
    /** What was said before of those whom its claims are about. */
    saidBefore: readonly ClaimRow[],
  ) => Promise<unknown>
  /** Told of the conversations that were judged, by a batch or by a zone model that moved, in the same transaction. */
  readonly onJudged?: (tx: Tx, site: string, judged: readonly JudgedTalk[]) => Promise<void>
  /** What rooms above this one make of a batch before its transaction; what they store of it is stored in it. */
  readonly look?: (of: CaptureOf, batch: ObservationBatch) => Promise<(tx: Tx) => Promise<void>>
  /** Without it nothing is looked for. */
  readonly shadow?: ShadowLearner
  /** Wakes the fact feed. */
  readonly onFacts: Signal<void>
  /** Wakes the telemetry writer. */
  readonly onBatch: Signal<void>
}

/** Conversations judged again in one transaction when the zone model moves. */
const REJUDGE_CHUNK = 500

export class Ingest {
  readonly #options: IngestOptions
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: IngestOptions) {
    this.#options = options
  }

  /**
   * Stores the batches that come next of this capture and leaves out those that are stored already. Answers with the highest
   * sequence that is safe; refuses a gap with `observations.gap` and the number to send from.
   */
  async storeBatches(
    captureId: string,
    batches: readonly ObservationBatch[],
    from: LiveSource | null = null,
  ): Promise<number> {
    let storedTo = -1
    try {
      for (const batch of batches) storedTo = await this.#alone(() => this.#storeBatch(captureId, batch, from))
    } finally {
      // Also when a later one was refused: those before it are stored.
      this.#options.onFacts.emit()
      this.#options.onBatch.emit()
    }
    return storedTo
  }

  /**
   * One transaction after the other: two that add to the same row would lose one's share, and facts whose numbers become visible out of
   * order would be passed over by a hub that has read further.
   */
  async #alone<T>(run: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(run)
    this.#last = mine.catch(() => {})
    return await mine
  }

  async #storeBatch(captureId: string, batch: ObservationBatch, from: LiveSource | null): Promise<number> {
    if (!isStorable(batch)) {
      const message = 'holds U+0000 or half a surrogate pair, which no text is'
      throw new AppError('invalid-request', { faults: [{ place: `batch ${batch.seq}`, message }] })
    }
    const keep = await this.#look(captureId, batch)
    return await this.#options.store.transaction(CELL_SERVICE, async (tx) => {
      const capture = await queries.findCapture(tx, captureId)
      if (capture === undefined) throw new AppError('not-found')
      const storedTo = await queries.findStoredTo(tx, captureId)
      if (batch.seq <= storedTo) return storedTo
      if (batch.seq !== storedTo + 1) throw new AppError('observations.gap', { sendFrom: storedTo + 1 })
      const of = captureOf(capture, captureId, batch)
      await queries.insertBatch(tx, captureId, batch, this.#options.clock())
      await queries.extendCapture(tx, captureId, batch)
      const { facts, saidBefore } = await this.#storeRows(tx, of, capture.sensor, batch, from)
      await appendFacts(tx, facts)
      await this.#options.onStored?.(tx, of, batch, from, saidBefore)
      await keep?.(tx)
      return batch.seq
    })
  }

  /** Null for a batch that will not be stored. */
  async #look(captureId: string, batch: ObservationBatch): Promise<((tx: Tx) => Promise<void>) | null> {
    const { store, look } = this.#options
    if (look === undefined) return null
    const of = await store.transaction(CELL_SERVICE, async (tx) => {
      const capture = await queries.findCapture(tx, captureId)
      const isNext = capture !== undefined && batch.seq === (await queries.findStoredTo(tx, captureId)) + 1
      return isNext ? captureOf(capture, captureId, batch) : null
    })
    return of === null ? null : await look(of, batch)
  }

  async #storeRows(
    tx: Tx,
    of: CaptureOf,
    sensor: string,
    batch: ObservationBatch,
    from: LiveSource | null,
  ): Promise<{ readonly facts: NewFact[]; readonly saidBefore: readonly ClaimRow[] }> {
    const { site } = of
    const macs = [...new Set(batch.bindings.map((binding) => binding.mac))]
    const knownBindings = await queries.findBindings(tx, site, macs)
    const bindings = mergeBindings(of, knownBindings, batch.bindings)
    await queries.upsertBindings(tx, bindings)
    const addresses = addressesOf(batch)
    const knownClaims = await queries.findClaims(tx, site, addresses.macs, addresses.ips)
    const claims = mergeClaims(of, knownClaims, batch.claims)
    await queries.upsertClaims(tx, claims)
    const fresh = mergeConversations(of, [], batch.conversations)
    const known = await queries.findConversations(
      tx,
      fresh.map((row) => row.id),
    )
    const conversations = mergeConversations(of, known, batch.conversations).map((row) => this.#judge(row))
    await queries.upsertConversations(tx, conversations)
    await this.#options.onJudged?.(tx, site, judgedOf(conversations))
    const operations = batch.operations.map((operation, index) => ({
      id: uuidOfContent([of.captureId, batch.seq, index]),
      site,
      capture_id: of.captureId,
      at: operation.at,
      protocol: operation.protocol,
      kind: operation.kind,
      code: operation.code,
      name: operation.name,
      client_mac: operation.client.mac,
      client_ip: operation.client.ip,
      server_mac: operation.server.mac,
      server_ip: operation.server.ip,
      target: operation.target,
      body: operation,
      result: operation.result,
      count: operation.count,
      proof: proofIn(of, operation.proof),
    }))
    await queries.insertOperations(tx, operations)
    await queries.insertAnomalies(
      tx,
      batch.anomalies.map((anomaly, index) => ({
        id: uuidOfContent([of.captureId, batch.seq, index, 'anomaly']),
        site,
        capture_id: of.captureId,
        kind: anomaly.kind,
        count: anomaly.count,
        detail: anomaly.detail,
        first_at: anomaly.proof.at,
        proof: proofIn(of, anomaly.proof),
      })),
    )
    await keepEvents(tx, of, batch)
    const label = { site, domains: [this.#options.domain], observedAt: batch.lastAt ?? batch.live?.to ?? micros(0) }
    const shadow =
      (await this.#options.shadow?.learn(tx, label, {
        conversations: conversations.filter(({ packets }) => packets > 0).map(talkOf),
        bindings: [...knownBindings, ...bindings].map(bindingOf),
        claims: claims.map(claimOf),
      })) ?? []
    const facts = [
      ...interfacesFact(label, bindings, claims, from?.source ?? null),
      ...conversationsFact(label, conversations),
      ...operationsFact(label, operations),
      ...shadow,
      coverageFact(label, of, sensor, batch, from),
    ]
    return { facts, saidBefore: knownClaims }
  }

  /** Judges the stored conversations that an older zone model judged, or none; the verdicts go up as facts. */
  async rejudge(site: string, version: number): Promise<void> {
    let after: string | null = null
    for (;;) {
      const from: string | null = after
      const last: string | null = await this.#alone(() => this.#rejudgeChunk(site, version, from))
      if (last === null) break
      after = last
    }
    for (let next: string | null = ''; next !== null; ) {
      const from: string = next
      next = await this.#alone(() => this.#judgeShadowAgain(site, from))
    }
    this.#options.onFacts.emit()
  }

  /** Answers with the id to go on after, or null when this was the last chunk. */
  async #rejudgeChunk(site: string, version: number, after: string | null): Promise<string | null> {
    return await this.#options.store.transaction(CELL_SERVICE, async (tx) => {
      const rows = await queries.listJudgedBefore(tx, site, version, after, REJUDGE_CHUNK)
      const moved = rows
        .map((row) => ({ row, judged: this.#judge(row) }))
        .filter(({ row, judged }) => judged.zone_model_version !== row.zone_model_version)
        .map(({ judged }) => judged)
      await queries.upsertConversations(tx, moved)
      await this.#options.onJudged?.(tx, site, judgedOf(moved))
      const label = { site, domains: [this.#options.domain], observedAt: this.#options.clock() }
      await appendFacts(tx, conversationsFact(label, moved))
      await this.#lookAgain(tx, label, rows)
      return rows.length < REJUDGE_CHUNK ? null : (rows.at(-1)?.id ?? null)
    })
  }

  /** What behaviour shows depends on where a device stands: the zone model moved, so it is looked for again. */
  async #lookAgain(tx: Tx, label: Label, rows: readonly ConversationRow[]): Promise<void> {
    const { shadow } = this.#options
    if (shadow === undefined || rows.length === 0) return
    const macs = [...new Set(rows.flatMap((row) => [row.client_mac, row.server_mac]))].filter((mac) => mac !== null)
    const ips = [...new Set(rows.flatMap((row) => [row.client_ip, row.server_ip]))].filter((ip) => ip !== null)
    await shadow.learnAgain(tx, label, {
      conversations: rows.filter(({ packets }) => packets > 0).map(talkOf),
      bindings: (await queries.findBindings(tx, label.site, macs)).map(bindingOf),
      claims: (await queries.findClaims(tx, label.site, macs, ips)).map(claimOf),
    })
  }

  async #judgeShadowAgain(site: string, after: string): Promise<string | null> {
    const { shadow } = this.#options
    if (shadow === undefined) return null
    return await this.#options.store.transaction(CELL_SERVICE, async (tx) => {
      const label = { site, domains: [this.#options.domain], observedAt: this.#options.clock() }
      const [facts, next] = await shadow.judgeAgain(tx, label, after, REJUDGE_CHUNK)
      await appendFacts(tx, facts)
      return next
    })
  }

  #judge(row: ConversationRow): ConversationRow {
    // Without packets of its own it only lends functions to the other side's connection: nothing to judge.
    if (row.packets === 0) return row
    const judged = this.#options.judge(row.site, {
      ...endsOf(row),
      functions: [...functionsOf(row)],
    })
    if (judged === null) return row
    const { verdict, conduit, rule, zoneModelVersion } = judged
    return { ...row, verdict, conduit, rule, judged, zone_model_version: zoneModelVersion }
  }
}

function captureOf(
  { site, name }: { readonly site: string; readonly name: string },
  captureId: string,
  batch: ObservationBatch,
): CaptureOf {
  return { site, captureId, captureName: name, isLines: batch.lines !== undefined }
}

function judgedOf(rows: readonly ConversationRow[]): JudgedTalk[] {
  return rows.flatMap((row) =>
    row.judged === null || row.packets === 0 ? [] : [{ ...talkOf(row), id: row.id, verdict: row.judged as Verdict }],
  )
}

type Verdict = NonNullable<ConversationFact['verdict']>
