// HTTP of the room of ingest, in a cell.
import { promisify } from 'node:util'
import { gunzip as gunzipWithCallback } from 'node:zlib'
import * as contract from '@penstock/contract/ingest'
import { formatOfSourceKind, type Policy } from '@penstock/model/operating-model'
import { AppError, type Caller, readBytes, serveRoute } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'
import type { EventIntake } from './intake.ts'
import type { EventSource } from './standing.ts'
import type { EventViews } from './view-events.ts'

const gunzip = promisify(gunzipWithCallback)

/** Of a batch as it comes, and unpacked. */
const SENT_LIMIT_BYTES = 16 * 2 ** 20
const BODY_LIMIT_BYTES = 32 * 2 ** 20
/** Requests whose bodies are being read: each may hold both of the above. */
const AT_ONCE = 8

export interface IngestParts {
  readonly intake: EventIntake
  readonly views: EventViews
  readonly policy: () => Policy | null
}

export async function serveIngest(app: FastifyInstance, { intake, views, policy }: IngestParts): Promise<void> {
  let open = 0
  await app.register(async (door) => {
    // Whatever a sender calls it: the token says what it is.
    door.removeAllContentTypeParsers()
    door.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
    serveRoute(
      door,
      contract.sendEvents,
      async ({ caller, query, request }) => {
        const source = sourceOf(caller, policy())
        if (query.site !== undefined && query.site !== source.site) throw new AppError('not-found')
        if (open >= AT_ONCE) throw new AppError('ingest.queue-full')
        open++
        try {
          const sent = Buffer.from(await readBytes(request.body, SENT_LIMIT_BYTES))
          const body = await unpacked(sent, request.headers['content-encoding'])
          const { batch, seq, sentAt } = query
          return await intake.take(source, { key: batch ?? null, seq: seq ?? null, sentAt: sentAt ?? null, body })
        } finally {
          open--
        }
      },
      { bodyLimitBytes: SENT_LIMIT_BYTES },
    )
    await Promise.resolve()
  })
  serveRoute(app, contract.listEvents, ({ caller, query }) => views.events(caller, query))
  serveRoute(app, contract.countEvents, ({ caller, query }) => views.counts(caller, query))
  serveRoute(app, contract.listUnknownLines, ({ caller, query }) => views.unknown(caller, query))
}

/** What the policy binds a token to; what a request says of itself is not asked. */
function sourceOf(caller: Caller, policy: Policy | null): EventSource {
  const bound = policy?.sources.find(({ subject }) => subject === caller.subject)
  const format = bound === undefined ? null : formatOfSourceKind(bound.sourceKind)
  if (bound === undefined || format === null) throw new AppError('not-found')
  return { source: bound.subject, site: bound.site, format }
}

async function unpacked(sent: Buffer, encoding: string | undefined): Promise<Buffer> {
  if (encoding === undefined || encoding === 'identity') return sent
  if (encoding !== 'gzip') throw new AppError('ingest.not-gzip')
  try {
    return await gunzip(sent, { maxOutputLength: BODY_LIMIT_BYTES })
  } catch (cause) {
    const isTooLarge = (cause as { readonly code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE'
    throw new AppError(isTooLarge ? 'too-large' : 'ingest.not-gzip')
  }
}
