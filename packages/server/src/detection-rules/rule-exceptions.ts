// Rules that are switched off, or suppressed for a subject or a zone, each with a reason and an end. Those of OT, those that may hide a crown
// jewel, and those that somebody asks for who does not lead the domain, begin with the approval of another person; what is in force is
// handed down to the cell of the domain.
import type { askRuleException, ExceptionNeed, RuleExceptionView } from '@penstock/contract/detection-rules'
import type { Body } from '@penstock/contract/route'
import type { RuleSet } from '@penstock/model/detections'
import {
  type Domain,
  type EpochMicros,
  idOfUuid,
  isoOfMicros,
  isoOrNull,
  SiteKey,
  uuidOfId,
} from '@penstock/model/kernel'
import { macKey, parseIp } from '@penstock/model/plant'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import {
  type Actor,
  type Asking,
  approveFourEyes,
  askFourEyes,
  decisionOf,
  getRequest,
  type HeldRequest,
  listRequestsOf,
  refuseFourEyes,
  requestView,
} from '@penstock/server/operating-model'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { ALL_EDITIONS } from './editions.ts'
import type { ExceptionRow, HubTx } from './hub-queries.ts'
import * as queries from './hub-queries.ts'
import { onlyOwn } from './rule-folders.ts'

export interface RuleExceptionOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly accountNames: () => Promise<ReadonlyMap<string, string>>
  readonly isKnownSite: (site: string) => Promise<boolean>
  /** Hands down to the cell what is in force. */
  readonly onSet: (set: RuleSet) => Promise<void>
}

type Asked = Body<typeof askRuleException>

const KIND = 'rule-exception'
const LONGEST_MICROS = 366 * 24 * 3_600_000_000

interface Exception {
  readonly row: ExceptionRow
  readonly request: HeldRequest | null
}

export class RuleExceptions {
  readonly #options: RuleExceptionOptions

  constructor(options: RuleExceptionOptions) {
    this.#options = options
  }

  async list(actor: Actor, domain: Domain): Promise<{ items: RuleExceptionView[] }> {
    onlyOwn(actor.caller, domain)
    const asking = await this.#asking(actor)
    const found = await this.#options.store.transaction(HUB_SERVICE, (tx) => findExceptions(tx, domain, asking.at))
    const seen = found.filter(({ row }) => row.site === null || maySeeSite(actor.caller, row.site))
    return { items: seen.map((one) => exceptionView(one, asking)) }
  }

  /** A lead's own exception of IT begins at once where it hides no crown jewel; every other is asked for. */
  async ask(actor: Actor, domain: Domain, asked: Asked): Promise<RuleExceptionView> {
    const { caller } = actor
    onlyOwn(caller, domain)
    const { kind, rule, title, site, zone, reason } = asked
    if (site === null && caller.sites !== '*') throw new AppError('detection-rules.whole-domain')
    if (site !== null && !(maySeeSite(caller, site) && (await this.#options.isKnownSite(site))))
      throw new AppError('not-found')
    const at = this.#options.clock()
    const address = scopeOf(asked)
    const until = endOf(asked.until, at)
    return await this.#change(actor, domain, at, async (tx) => {
      const others = (await findExceptions(tx, domain, at)).filter((one) => isOpen(one, at))
      const isSame = ({ row }: Exception) =>
        row.kind === kind && row.rule === rule && row.site === site && row.address === address && row.zone === zone
      if (others.some(isSame)) throw new AppError('detection-rules.already')
      const needs = await needsOf(tx, caller, domain, { site, zone, address })
      const scope = { domain, kind, rule, title, site, address, zone, reason, until: isoOfMicros(until) }
      const request =
        needs.length === 0 ? null : await askFourEyes(tx, actor, { kind: KIND, payload: scope, domain }, at)
      const row: ExceptionRow = {
        ...{ id: request?.uuid ?? newUuid(), domain, kind, rule, title, site, address, zone, reason, until, needs },
        ...{ asked_by: caller.subject, asked_at: at, since: request === null ? at : null },
        ...{ approved_by: null, ended_at: null, ended_by: null, note: null },
      }
      await queries.insertException(tx, row)
      await record(tx, caller, row, request === null ? 'rules.except' : 'rules.ask-except', at)
      return { exception: { row, request }, isMoved: request === null }
    })
  }

  async approve(actor: Actor, domain: Domain, id: string, payloadSha256: string): Promise<RuleExceptionView> {
    const at = this.#options.clock()
    return await this.#change(actor, domain, at, async (tx) => {
      const { row, request } = await this.#get(tx, actor.caller, domain, id)
      if (request === null) throw new AppError('four-eyes.decided')
      // What holds everywhere is approved by whoever answers for everywhere.
      if (row.site === null && actor.caller.sites !== '*') throw new AppError('not-found')
      if (row.until <= at) throw new AppError('detection-rules.until')
      const approved = await approveFourEyes(tx, request, actor, payloadSha256, at)
      await queries.beginException(tx, row.id, actor.caller.subject, at)
      const begun = { ...row, since: at, approved_by: actor.caller.subject }
      await record(tx, actor.caller, begun, 'rules.approve-except', at)
      return { exception: { row: begun, request: approved }, isMoved: true }
    })
  }

  /** Ends what is in force; withdraws or refuses what is asked for. */
  async end(actor: Actor, domain: Domain, id: string, note: string): Promise<RuleExceptionView> {
    const { caller } = actor
    const at = this.#options.clock()
    return await this.#change(actor, domain, at, async (tx) => {
      const { row, request } = await this.#get(tx, caller, domain, id)
      if (!mayEnd(caller, row)) throw new AppError('not-found')
      const isAsked = row.since === null && request !== null
      if (!isAsked && (row.ended_at !== null || row.until <= at)) throw new AppError('detection-rules.over')
      const decided = isAsked ? await refuseFourEyes(tx, request, caller, note, at) : request
      await queries.endException(tx, row.id, caller.subject, note, at)
      const ended = { ...row, ended_at: at, ended_by: caller.subject, note }
      await record(tx, caller, ended, isAsked ? 'rules.refuse-except' : 'rules.end-except', at)
      return { exception: { row: ended, request: decided }, isMoved: !isAsked }
    })
  }

  async #change(
    actor: Actor,
    domain: Domain,
    at: EpochMicros,
    run: (tx: HubTx) => Promise<{ readonly exception: Exception; readonly isMoved: boolean }>,
  ): Promise<RuleExceptionView> {
    onlyOwn(actor.caller, domain)
    const { store, onSet } = this.#options
    const { exception, set } = await store.transaction(HUB_SERVICE, async (tx) => {
      const { set_version: before } = await queries.lockSet(tx, domain)
      const done = await run(tx)
      if (!done.isMoved) return { ...done, set: null }
      await queries.moveSet(tx, domain, { set_version: before + 1 })
      return { ...done, set: await findRuleSet(tx, domain, at) }
    })
    if (set !== null) await onSet(set)
    return exceptionView(exception, await this.#asking(actor))
  }

  async #get(tx: HubTx, caller: Caller, domain: Domain, id: string): Promise<Exception> {
    const row = await queries.lockException(tx, domain, uuidOfId(id) ?? newUuid())
    if (row === undefined || (row.site !== null && !maySeeSite(caller, row.site))) throw new AppError('not-found')
    return { row, request: row.needs.length === 0 ? null : await getRequest(tx, KIND, idOfUuid('fey', row.id)) }
  }

  async #asking(actor: Actor): Promise<Asking> {
    return { ...actor, names: await this.#options.accountNames(), at: this.#options.clock() }
  }
}

/** What the cell of a domain goes by, or null before anything was switched off or suppressed. */
export async function findRuleSet(tx: HubTx, domain: Domain, at: EpochMicros): Promise<RuleSet | null> {
  const { set_version: version } = await queries.findSet(tx, domain)
  if (version === 0) return null
  const rows = await queries.listInForce(tx, domain, at)
  const requests = await requestsOf(tx, rows)
  const told = ({ id, rule, reason, until, asked_by }: ExceptionRow) => {
    const request = requests.get(id)
    return {
      id,
      rule,
      reason,
      until,
      by: asked_by,
      ...(request === undefined ? {} : { decision: decisionOf(request) }),
    }
  }
  return {
    ...{ domain, version, packs: [...ALL_EDITIONS] },
    disabled: rows.filter(({ kind }) => kind === 'off').map(told),
    suppressions: rows
      .filter(({ kind }) => kind === 'suppressed')
      .map((row) => ({
        ...told(row),
        ...{ site: row.site === null ? null : SiteKey.parse(row.site), address: row.address, zone: row.zone },
      })),
  }
}

async function findExceptions(tx: HubTx, domain: Domain, at: EpochMicros): Promise<readonly Exception[]> {
  const rows = await queries.listExceptions(tx, domain, at)
  const requests = await requestsOf(tx, rows)
  return rows.map((row) => ({ row, request: requests.get(row.id) ?? null }))
}

/** By the id of the exception. */
async function requestsOf(tx: HubTx, rows: readonly ExceptionRow[]): Promise<ReadonlyMap<string, HeldRequest>> {
  const asked = rows.filter(({ needs }) => needs.length > 0)
  return await listRequestsOf(
    tx,
    asked.map(({ id }) => id),
  )
}

/** The address as findings write it. */
function scopeOf({ kind, site, address, zone }: Asked): string | null {
  if (kind === 'off' && (site !== null || address !== null || zone !== null))
    throw new AppError('detection-rules.scope')
  if (zone !== null && site === null) throw new AppError('detection-rules.scope')
  if (address === null) return null
  const written = parseIp(address) === null ? macKey(address) : address.toLowerCase()
  if (written === null) throw new AppError('detection-rules.scope')
  return written
}

function endOf(until: EpochMicros, at: EpochMicros): EpochMicros {
  if (until <= at || until > at + LONGEST_MICROS) throw new AppError('detection-rules.until')
  return until
}

async function needsOf(
  tx: HubTx,
  caller: Caller,
  domain: Domain,
  { site, zone, address }: Pick<ExceptionRow, 'site' | 'zone' | 'address'>,
): Promise<ExceptionNeed[]> {
  const addresses = address === null ? null : [address]
  const isJewel = await queries.reachesCrownJewel(tx, { site, zone, addresses })
  return [
    ...(domain === 'ot' ? ['ot' as const] : []),
    ...(isJewel ? ['crown-jewel' as const] : []),
    ...(caller.permissions.has('rule:bring') ? [] : ['no-lead' as const]),
  ]
}

async function record(tx: HubTx, caller: Caller, row: ExceptionRow, action: string, at: EpochMicros): Promise<void> {
  const { domain, kind, rule, site, address, zone, reason, until, needs, asked_by, note } = row
  const id = idOfUuid('sup', row.id)
  const details = {
    id,
    domain,
    kind,
    rule,
    site,
    address,
    zone,
    reason,
    until: isoOfMicros(until),
    needs,
    asked_by,
    note,
  }
  await appendAudit(tx, { actor: caller.subject, action, object: `rules/${domain}`, details, at })
}

function mayEnd(caller: Caller, { asked_by, site }: ExceptionRow): boolean {
  const isLead =
    caller.permissions.has('rule:bring') && (site === null ? caller.sites === '*' : maySeeSite(caller, site))
  return isLead || caller.subject === asked_by
}

function standingOf({ row, request }: Exception, at: EpochMicros): RuleExceptionView['standing'] {
  if (row.since !== null) return row.ended_at !== null ? 'ended' : at >= row.until ? 'over' : 'in-force'
  if (row.ended_at !== null || request === null) return 'refused'
  return at >= request.expiresAt ? 'expired' : 'asked'
}

function isOpen(exception: Exception, at: EpochMicros): boolean {
  const standing = standingOf(exception, at)
  return standing === 'asked' || standing === 'in-force'
}

function exceptionView(exception: Exception, asking: Asking): RuleExceptionView {
  const { row, request } = exception
  const { names, at, caller } = asking
  const { kind, rule, title, site, address, zone, reason, note } = row
  const id = idOfUuid('sup', row.id)
  const standing = standingOf(exception, at)
  const nameOf = (subject: string | null) => (subject === null ? null : (names.get(subject) ?? null))
  return {
    ...{ id, kind, rule, title, site, address, zone, reason, note, standing },
    until: isoOfMicros(row.until),
    needs: row.needs as ExceptionNeed[],
    ...{ askedBy: row.asked_by, askedByName: nameOf(row.asked_by), askedAt: isoOfMicros(row.asked_at) },
    ...{ since: isoOrNull(row.since), approvedByName: nameOf(row.approved_by) },
    ...{ endedAt: isoOrNull(row.ended_at), endedByName: nameOf(row.ended_by) },
    request: request === null ? null : requestView(request, asking),
    mayEnd: isOpen(exception, at) && mayEnd(caller, row),
  }
}
