// The hub's line to a cell: plain HTTP on its unix socket, each request with a principal signed by the hub.
import type { KeyObject } from 'node:crypto'
import { Agent, request } from 'node:http'
import type { Domain } from '@penstock/model/kernel'
import { PRINCIPAL_HEADER, PRINCIPAL_LIFE_S, type Principal, signPrincipal } from '@penstock/server/access'
import type { Snapshot } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'

export interface CellLink {
  readonly domain: Domain
  readonly socket: string
  /** GET as the hub itself. Rejects when the cell does not answer or refuses. */
  ask(path: string): Promise<unknown>
  /** A write as the hub itself. */
  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown>
  sendSnapshot(snapshot: Snapshot): Promise<void>
  /** Header that tells the cell who is asking. */
  principalOf(caller: Caller): string
  close(): void
}

/** The fact feed waits up to 20 s; anything beyond that is a cell that does not answer. */
const TIMEOUT_MS = 40_000

export function linkCell(domain: Domain, socket: string, key: KeyObject): CellLink {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const hub: Omit<Principal, 'expiresAt'> = { kind: 'hub', subject: 'hub', name: 'hub', domain, policyVersion: 0 }
  const sign = (principal: Omit<Principal, 'expiresAt'>): string =>
    signPrincipal({ ...principal, expiresAt: Math.floor(Date.now() / 1000) + PRINCIPAL_LIFE_S }, key)
  const send = async (method: string, path: string, body?: string): Promise<unknown> =>
    await new Promise((done, fail) => {
      const headers = { [PRINCIPAL_HEADER]: sign(hub), 'content-type': 'application/json' }
      const sent = request({ socketPath: socket, agent, method, path, headers, timeout: TIMEOUT_MS }, (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.once('error', fail)
        answer.once('end', () => {
          const text = Buffer.concat(chunks).toString('utf8')
          const status = answer.statusCode ?? 500
          if (status >= 300) fail(new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`))
          else done(text === '' ? undefined : (JSON.parse(text) as unknown))
        })
      })
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.once('error', fail)
      sent.end(body)
    })
  return {
    domain,
    socket,
    ask: (path) => send('GET', path),
    send: (method, path, body) => send(method, path, JSON.stringify(body)),
    sendSnapshot: async (snapshot) => void (await send('PUT', '/internal/snapshots', JSON.stringify(snapshot))),
    principalOf: (caller) =>
      sign({
        kind: caller.kind,
        subject: caller.subject,
        name: caller.name,
        domain,
        policyVersion: caller.policyVersion,
      }),
    close: () => agent.destroy(),
  }
}
