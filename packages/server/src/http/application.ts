// A Fastify application as hub and cells both use it: ids, logs as fields, problems, raw uploads.
import { randomUUID } from 'node:crypto'
import type { DiskRoom } from '@penstock/server/runtime'
import fastify, { type FastifyInstance, LogController } from 'fastify'
import type { KeptAnswers } from './kept-answers.ts'
import { answerProblems } from './problem.ts'

declare module 'fastify' {
  interface FastifyInstance {
    keptAnswers: KeptAnswers | null
    diskRoom: DiskRoom | null
  }
}

export interface ApplicationOptions {
  /** Written as JSON lines to stderr; `silent` in tests. */
  readonly logLevel: 'silent' | 'warn' | 'info'
  /** Where answers to repeated writes are kept; without it a key is passed over. */
  readonly keptAnswers?: KeptAnswers | null
  /** Of the disk that the stores are on; writes are refused before it is full. */
  readonly diskRoom?: DiskRoom | null
}

export function makeApplication({
  logLevel,
  keptAnswers = null,
  diskRoom = null,
}: ApplicationOptions): FastifyInstance {
  const app = fastify({
    logger: { level: logLevel, stream: process.stderr },
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => `req_${randomUUID()}`,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 200 },
  })
  app.decorateRequest('caller', null)
  app.decorateRequest('stay', null)
  app.decorate('keptAnswers', keptAnswers)
  app.decorate('diskRoom', diskRoom)
  // Uploads are streamed to disk by their handlers, never held in memory.
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload))
  answerProblems(app)
  return app
}
