// The pages: files of the web build, and index.html with a fresh nonce for every other address a browser opens.

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import files from '@fastify/static'
import { problemOf } from '@penstock/server/http'
import type { FastifyInstance } from 'fastify'

const NONCE = '__CSP_NONCE__'

/** Serves the web build. `root` must hold index.html. */
export async function servePages(app: FastifyInstance, root: string): Promise<void> {
  const page = readFileSync(join(root, 'index.html'), 'utf8')
  await app.register(files, { root: resolve(root), wildcard: false, index: false, cacheControl: false })
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'no-referrer')
    reply.header('cross-origin-opener-policy', 'same-origin')
    reply.header('cross-origin-resource-policy', 'same-origin')
    reply.header('permissions-policy', 'camera=(), geolocation=(), microphone=()')
    if (reply.getHeader('content-security-policy') === undefined)
      reply.header('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
    if (request.url.startsWith('/static/')) reply.header('cache-control', 'public, max-age=31536000, immutable')
    else reply.header('cache-control', 'no-store')
  })
  app.setNotFoundHandler(async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/'
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !path.includes('.')
    if (!isPage) {
      const problem = problemOf('not-found', request.id)
      return await reply.code(404).type('application/problem+json').send(JSON.stringify(problem))
    }
    const nonce = randomBytes(16).toString('base64')
    return await reply
      .header('content-security-policy', policyWith(nonce))
      .type('text/html; charset=utf-8')
      .send(page.replaceAll(NONCE, nonce))
  })
}

function policyWith(nonce: string): string {
  return [
    "default-src 'self'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
