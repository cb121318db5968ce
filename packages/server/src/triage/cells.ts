// Detections as the cells tell them to a person: each is asked in that person's name and answers by its own copy of the policy.
import { FeatureView } from '@penstock/contract/correlation'
import { DetectionRecord, DetectionRow, DetectionSummary } from '@penstock/contract/detections'
import { DeviceStanding, listStandings } from '@penstock/contract/observations'
import type { ProblemCode } from '@penstock/contract/problems'
import { PROBLEMS } from '@penstock/contract/problems'
import { pageOf } from '@penstock/contract/route'
import { type CellStanding, MOST_QUEUED } from '@penstock/contract/triage'
import { compareTexts, type Domain, isoOfMicros, micros, microsOfIso } from '@penstock/model/kernel'
import { AppError, type AskCell, type Caller, type CellAnswer } from '@penstock/server/http'
import { z } from 'zod'

export interface CellQueue {
  readonly rows: readonly DetectionRow[]
  readonly standing: CellStanding
}

const Page = pageOf(DetectionRow)
const PAGE = 500

/** Its detections that match, those that wait longest first where there are more than the queue holds. */
export async function queueOfCell(
  ask: AskCell,
  domain: Domain,
  caller: Caller,
  filter: Readonly<Record<string, string | undefined>>,
): Promise<CellQueue> {
  const rows: DetectionRow[] = []
  const summary = ask(domain, caller, 'GET', `/detections/summary${queryOf({ site: filter['site'] })}`)
  let cursor: string | undefined
  let total = 0
  do {
    const query = queryOf({ ...filter, sort: '-raisedAt', limit: String(PAGE), cursor })
    const answer = await ask(domain, caller, 'GET', `/detections${query}`)
    if (answer === null) return { rows: [], standing: standingOf(domain, 'silent') }
    if (answer.status === 404) return { rows: [], standing: standingOf(domain, 'no-right') }
    const page = Page.parse(told(answer))
    rows.push(...page.items)
    total = page.total
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined && rows.length < MOST_QUEUED)
  const counts = DetectionSummary.safeParse((await summary)?.body)
  const refusedCloses = counts.success ? counts.data.refusedCloses : null
  return { rows, standing: { domain, standing: 'answers', total, refusedCloses } }
}

/** Throws `not-found` and `cell-silent`. */
export async function detectionOfCell(
  ask: AskCell,
  domain: Domain,
  caller: Caller,
  detectionId: string,
): Promise<DetectionRecord> {
  return DetectionRecord.parse(told(await ask(domain, caller, 'GET', pathOf(detectionId))))
}

const Features = z.object({ items: z.array(FeatureView) })
/** Classes of what a signal names that are devices. */
const DEVICES: readonly string[] = ['controller', 'device', 'host']
/** The cell answers so many at a time. */
const MOST_FEATURES = 200

/** The names of each device that the cell told of under these ids, each device once, in their order. Throws `not-found` and `cell-silent`. */
export async function devicesOfCell(
  ask: AskCell,
  domain: Domain,
  caller: Caller,
  { site, ids }: { readonly site: string; readonly ids: readonly string[] },
): Promise<readonly (readonly string[])[]> {
  if (ids.length === 0) return []
  // Of a chain that is longer, what it reached last: it is nearest to the process.
  const query = queryOf({ site, ids: ids.slice(-MOST_FEATURES).join(',') })
  const { items } = Features.parse(told(await ask(domain, caller, 'GET', `/features${query}`)))
  const named = items.flatMap(({ entities }) => entities.filter(({ entityClass }) => DEVICES.includes(entityClass)))
  const devices = new Map(named.map(({ names }) => [names.join('\n'), names]))
  return [...devices].toSorted(([a], [b]) => compareTexts(a, b)).map(([, names]) => names)
}

const Standings = z.object({ items: z.array(DeviceStanding) })

/**
 * How the devices at the ends of a detection stand by what its cell saw, and what was so before it; null when the cell does not tell. A
 * program or a mode that changed stands there with what it was.
 */
export async function standingsOfCell(
  ask: AskCell,
  domain: Domain,
  caller: Caller,
  { site, subject, firstAt }: Pick<DetectionRecord, 'site' | 'subject' | 'firstAt'>,
): Promise<readonly DeviceStanding[] | null> {
  const { sourceIp, sourceMac, destinationIp, destinationMac } = subject
  const addresses = [destinationIp, destinationMac, sourceIp, sourceMac].flatMap((one) => one ?? [])
  if (addresses.length === 0) return []
  const query = queryOf({ site, address: addresses.join(','), since: beforeText(firstAt) })
  const answer = await ask(domain, caller, 'GET', `${listStandings.path}${query}`)
  return answer === null || answer.status >= 300 ? null : Standings.parse(answer.body).items
}

/** Just before: what a detection shows has changed what it shows. */
function beforeText(at: string): string {
  const instant = microsOfIso(at)
  return instant === null ? at : isoOfMicros(micros(instant - 1))
}

/** The cell keeps which case it went to. False when it did not take that: the case stands all the same. */
export async function noteEscalation(
  ask: AskCell,
  domain: Domain,
  caller: Caller,
  detectionId: string,
  reference: string,
): Promise<boolean> {
  const answer = await ask(domain, caller, 'POST', `${pathOf(detectionId)}/escalation`, { reference })
  return answer !== null && answer.status < 300
}

export async function commentOn(
  ask: AskCell,
  domain: Domain,
  caller: Caller,
  detectionId: string,
  text: string,
): Promise<void> {
  told(await ask(domain, caller, 'POST', `${pathOf(detectionId)}/comments`, { text }))
}

/** What the cell said; its refusals are passed on as its own. */
function told(answer: CellAnswer | null): unknown {
  if (answer === null) throw new AppError('cell-silent')
  if (answer.status < 300) return answer.body
  const problem = Refusal.safeParse(answer.body)
  if (problem.success && problem.data.code in PROBLEMS)
    throw new AppError(problem.data.code as ProblemCode, problem.data.details)
  throw new Error(`a cell answered ${answer.status}`)
}

const Refusal = z.object({ code: z.string(), details: z.unknown().optional() })

function standingOf(domain: Domain, standing: 'silent' | 'no-right'): CellStanding {
  return { domain, standing, total: null, refusedCloses: null }
}

function pathOf(detectionId: string): string {
  return `/detections/${encodeURIComponent(detectionId)}`
}

function queryOf(values: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) if (value !== undefined) query.set(key, value)
  return query.size === 0 ? '' : `?${query.toString()}`
}
