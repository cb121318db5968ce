// What is kept of events, for who may see the site.
import type { EventView, UnknownLineView } from '@penstock/contract/ingest'
import type { HuntFilter } from '@penstock/model/hunts'
import { EpochMicros, isoOfMicros, micros, microsOfIso } from '@penstock/model/kernel'
import { AppError, type Caller, maySeeSite } from '@penstock/server/http'
import type { KeptEvent, KeptUnknownLine, Period, RowBefore, Telemetry } from '@penstock/store/telemetry'
import { z } from 'zod'

interface Asked {
  readonly site?: string | undefined
  readonly source?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}
interface Page {
  readonly cursor?: string | undefined
  readonly limit: number
}

const Cursor = z.tuple([EpochMicros, z.string().max(120)])
/** Later than any time that a format reads: events of a source whose clock is ahead are found as well. */
const EVER = micros(8_000_000_000_000_000)

export class EventViews {
  readonly #telemetry: Telemetry

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry
  }

  async events(
    caller: Caller,
    question: Asked & Page & { readonly by: 'happened' | 'received'; readonly where?: HuntFilter | undefined },
  ) {
    const { by, where, source, limit } = question
    const before = beforeOf(question.cursor)
    const rows = await this.#telemetry.events({
      ...this.#periodOf(caller, question),
      ...{ by, where, source, before, limit: limit + 1 },
    })
    const at = (row: KeptEvent) => (by === 'happened' ? row.at : row.receivedAt)
    return pageOf(rows, limit, at, eventView)
  }

  async unknown(caller: Caller, question: Asked & Page) {
    const { source, limit } = question
    const before = beforeOf(question.cursor)
    const rows = await this.#telemetry.unknownLines({
      ...this.#periodOf(caller, question),
      ...{ source, before, limit: limit + 1 },
    })
    return pageOf(rows, limit, (row) => row.receivedAt, unknownView)
  }

  async counts(
    caller: Caller,
    question: Asked & {
      readonly by: 'happened' | 'received'
      readonly where?: HuntFilter | undefined
      readonly buckets: number
    },
  ) {
    const { by, where, source, buckets } = question
    const period = this.#periodOf(caller, question)
    if (period.to <= period.from)
      throw new AppError('invalid-request', { faults: [{ place: 'query.to', message: 'later than from' }] })
    const counts = await this.#telemetry.eventCounts({ ...period, by, where, source, buckets })
    return { buckets: counts.map(({ from, events }) => ({ from: isoOfMicros(from), events })) }
  }

  #periodOf(caller: Caller, { site, from, to }: Asked): Period {
    if (site !== undefined && !maySeeSite(caller, site)) throw new AppError('not-found')
    return {
      from: (from === undefined ? null : microsOfIso(from)) ?? micros(0),
      to: (to === undefined ? null : microsOfIso(to)) ?? EVER,
      sites: site === undefined ? caller.sites : [site],
    }
  }
}

function pageOf<Row extends { readonly id: string }, View>(
  rows: readonly Row[],
  limit: number,
  at: (row: Row) => EpochMicros,
  view: (row: Row) => View,
) {
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  const isMore = rows.length > limit && last !== undefined
  const nextCursor = isMore ? Buffer.from(JSON.stringify([at(last), last.id])).toString('base64url') : null
  return { items: items.map(view), nextCursor }
}

function beforeOf(cursor: string | undefined): RowBefore | undefined {
  if (cursor === undefined) return undefined
  try {
    const [at, id] = Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
    return { at, id }
  } catch {
    throw new AppError('invalid-request', {
      faults: [{ place: 'query.cursor', message: 'not a cursor that this list gave' }],
    })
  }
}

function lineView(row: KeptEvent | KeptUnknownLine) {
  const { id, source, site, format, line, raw, rawBytes, rawSha256 } = row
  return { id, source, site, format, receivedAt: isoOfMicros(row.receivedAt), line, raw, rawBytes, rawSha256 }
}

export function eventView(row: KeptEvent): EventView {
  const { classUid, activityId, severityId, sourceIp, sourceHost, destinationIp, destinationHost } = row
  const { user, device, action } = row
  return {
    ...lineView(row),
    at: isoOfMicros(row.at),
    ...{ classUid, activityId, severityId, sourceIp, sourceHost, destinationIp, destinationHost },
    ...{ user, device, action },
    ocsf: JSON.parse(row.ocsf) as EventView['ocsf'],
    fields: JSON.parse(row.fields) as EventView['fields'],
  }
}

function unknownView(row: KeptUnknownLine): UnknownLineView {
  return { ...lineView(row), code: row.code, detail: row.detail }
}
