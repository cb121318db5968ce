// Use cases of joint calls and liaisons: scheduling one, saying for one's team that it was held, ending it, and the gaps.
import type { JointCallView, scheduleJointCall } from '@penstock/contract/operating-model'
import type { Body } from '@penstock/contract/route'
import { type EpochMicros, idOfUuid, isoOfMicros, isoOrNull, type SiteKey, uuidOfId } from '@penstock/model/kernel'
import { type CallSeries, isGap, judgeAttendance, occurrencesOf } from '@penstock/model/operating-model'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import { findSite } from '@penstock/server/plant'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Scope, Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import type { AttendanceRow, CallRow } from './call-queries.ts'
import * as queries from './call-queries.ts'
import type { Tx } from './queries.ts'

export interface JointCallOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly scopeOf: (caller: Caller) => Scope
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
}

/** Occurrences that a view goes back to. */
const SHOWN = 26
/** Calls of a site that go on; more is no rhythm that anybody keeps. */
const MOST_OF_SITE = 40

export class JointCallService {
  readonly #options: JointCallOptions

  constructor(options: JointCallOptions) {
    this.#options = options
  }

  async list(caller: Caller, site: SiteKey): Promise<JointCallView[]> {
    const { store, scopeOf, accountNames, clock } = this.#options
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const names = await accountNames()
    return await store.transaction(scopeOf(caller), async (tx) => {
      if ((await findSite(tx, site)) === undefined) throw new AppError('not-found')
      const calls = await queries.listCalls(tx, site)
      const ids = calls.map(({ id }) => id)
      const said = Map.groupBy(await queries.listAttendance(tx, ids), (row) => row.call_id)
      return calls.map((call) => viewOf(call, said.get(call.id) ?? [], { caller, names, now: clock() }))
    })
  }

  async schedule(caller: Caller, site: SiteKey, given: Body<typeof scheduleJointCall>): Promise<JointCallView> {
    const { kind, name, firstAt, everyDays } = given
    if (!maySeeSite(caller, site)) throw new AppError('not-found')
    const id = newUuid()
    return await this.#change(caller, async (tx, at) => {
      if ((await findSite(tx, site)) === undefined) throw new AppError('not-found')
      // A call of the past would begin with gaps that nobody could have kept from being.
      if (firstAt < at) throw new AppError('joint-calls.past')
      const running = (await queries.listCalls(tx, site)).filter(({ ended_at }) => ended_at === null)
      if (running.length >= MOST_OF_SITE) throw new AppError('joint-calls.too-many', { most: MOST_OF_SITE })
      const row = { id, site, kind, name, first_at: firstAt, every_days: everyDays }
      await queries.insertCall(tx, { ...row, made_by: caller.subject, made_at: at })
      return { id, action: 'joint-call.schedule', details: { site, kind, name, everyDays } }
    })
  }

  async attend(caller: Caller, callId: string, dueAt: EpochMicros): Promise<JointCallView> {
    const { domain } = caller
    if (domain === null) throw new AppError('not-found')
    return await this.#change(caller, async (tx, at) => {
      const call = await lockSeen(tx, caller, callId)
      const said = (await queries.listAttendance(tx, [call.id])).map(attendanceOf)
      const judged = judgeAttendance(seriesOf(call), said, { dueAt, domain }, at)
      if (!judged.ok) throw new AppError(judged.refusal.code)
      const row = { call_id: call.id, due_at: dueAt, domain, site: call.site, by: caller.subject, at }
      await queries.insertAttendance(tx, row)
      return { id: call.id, action: 'joint-call.attend', details: { domain, dueAt: isoOfMicros(dueAt) } }
    })
  }

  async end(caller: Caller, callId: string): Promise<JointCallView> {
    return await this.#change(caller, async (tx, at) => {
      const call = await lockSeen(tx, caller, callId)
      if (call.ended_at !== null) throw new AppError('joint-calls.ended')
      await queries.endCall(tx, call.id, caller.subject, at)
      return { id: call.id, action: 'joint-call.end', details: { site: call.site, name: call.name } }
    })
  }

  /** One change with its audit entry; answers the call as it is after it. */
  async #change(
    caller: Caller,
    run: (
      tx: Tx,
      at: EpochMicros,
    ) => Promise<{ readonly id: string; readonly action: string; readonly details: Readonly<Record<string, unknown>> }>,
  ): Promise<JointCallView> {
    const { store, clock, accountNames } = this.#options
    const names = await accountNames()
    return await store.transaction(HUB_SERVICE, async (tx) => {
      const at = clock()
      const { id, action, details } = await run(tx, at)
      await appendAudit(tx, { actor: caller.subject, action, object: idOfUuid('jcl', id), details, at })
      const call = await queries.lockCall(tx, id)
      if (call === undefined) throw new AppError('not-found')
      return viewOf(call, await queries.listAttendance(tx, [id]), { caller, names, now: at })
    })
  }
}

async function lockSeen(tx: Tx, caller: Caller, callId: string): Promise<CallRow> {
  const id = uuidOfId(callId)
  const call = id === null ? undefined : await queries.lockCall(tx, id)
  if (call === undefined || !maySeeSite(caller, call.site)) throw new AppError('not-found')
  return call
}

function seriesOf({ first_at, every_days, ended_at }: CallRow): CallSeries {
  return { firstAt: first_at, everyDays: every_days, endedAt: ended_at }
}

function attendanceOf({ due_at, domain }: AttendanceRow) {
  return { dueAt: due_at, domain }
}

function viewOf(
  call: CallRow,
  rows: readonly AttendanceRow[],
  {
    caller,
    names,
    now,
  }: { readonly caller: Caller; readonly names: ReadonlyMap<string, string>; readonly now: EpochMicros },
): JointCallView {
  const [series, said] = [seriesOf(call), rows.map(attendanceOf)]
  const occurrences = occurrencesOf(series, said, now, SHOWN)
  const past = occurrences.filter((one) => isGap(one) || one.state === 'held')
  const { domain } = caller
  const maySay = (dueAt: EpochMicros): boolean =>
    domain !== null &&
    caller.permissions.has('incident:work') &&
    judgeAttendance(series, said, { dueAt, domain }, now).ok
  return {
    id: idOfUuid('jcl', call.id),
    kind: call.kind,
    name: call.name,
    firstAt: isoOfMicros(call.first_at),
    everyDays: call.every_days,
    madeByName: names.get(call.made_by) ?? null,
    endedAt: isoOrNull(call.ended_at),
    occurrences: occurrences.map(({ dueAt, state, saidBy }) => ({
      ...{ dueAt: isoOfMicros(dueAt), state, saidBy: [...saidBy] },
      maySay: maySay(dueAt),
    })),
    gaps: past.filter(isGap).length,
    past: past.length,
  }
}
