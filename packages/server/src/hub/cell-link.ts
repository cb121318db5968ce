// The hub's line to a cell: plain HTTP on its unix socket, each request with a principal signed by the hub.
import type { KeyObject } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { Domain } from '@penstock/model/kernel'
import { PRINCIPAL_HEADER, PRINCIPAL_LIFE_S, type Principal, signPrincipal } from '@penstock/server/access'
import type { Snapshot } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { z } from 'zod'

export interface CellLink {
  readonly domain: Domain
  readonly socket: string
  /** GET as the hub itself. Rejects when the cell does not answer or refuses. */
  ask(path: string): Promise<unknown>
  /** A write as the hub itself. */
  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<unknown>
  /** A write that may take long. */
  work(path: string, body: unknown): Promise<unknown>
  /** A write whose answer is a stream; resolves when its first bytes are there. */
  stream(path: string, body: unknown): Promise<IncomingMessage>
  sendSnapshot(snapshot: Snapshot): Promise<void>
  /** The version of the policy that the cell answers by; null when it has none or does not answer. */
  policyVersion(): Promise<number | null>
  /** Header that tells the cell who is asking. */
  principalOf(caller: Caller): string
  close(): void
}

/** The fact feed waits up to 20 s; anything beyond that is a cell that does not answer. */
const TIMEOUT_MS = 40_000
/** A page that waits for it shows a cell that is silent. */
const HEARD_MS = 3000
const HeldPolicy = z.object({ version: z.int().nullable() })
/** Restoring a whole section, to prove it. */
const WORK_TIMEOUT_MS = 3_600_000

export function linkCell(domain: Domain, socket: string, key: KeyObject): CellLink {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 })
  const hub: Omit<Principal, 'expiresAt'> = { kind: 'hub', subject: 'hub', name: 'hub', domain, policyVersion: 0 }
  const sign = (principal: Omit<Principal, 'expiresAt'>): string =>
    signPrincipal({ ...principal, expiresAt: Math.floor(Date.now() / 1000) + PRINCIPAL_LIFE_S }, key)
  const begin = async (method: string, path: string, body?: string, timeout = TIMEOUT_MS): Promise<IncomingMessage> =>
    await new Promise((done, fail) => {
      const headers = { [PRINCIPAL_HEADER]: sign(hub), 'content-type': 'application/json' }
      const sent = request({ socketPath: socket, agent, method, path, headers, timeout }, done)
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.once('error', fail)
      sent.end(body)
    })
  const send = async (method: string, path: string, body?: string, timeout?: number): Promise<unknown> => {
    const answer = await begin(method, path, body, timeout)
    const text = (await gathered(answer)).toString('utf8')
    const status = answer.statusCode ?? 500
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  return {
    domain,
    socket,
    ask: (path) => send('GET', path),
    send: (method, path, body) => send(method, path, JSON.stringify(body)),
    work: (path, body) => send('POST', path, JSON.stringify(body), WORK_TIMEOUT_MS),
    stream: async (path, body) => {
      const answer = await begin('POST', path, JSON.stringify(body), WORK_TIMEOUT_MS)
      if (answer.statusCode === 200) return answer
      throw new Error(`POST ${path}: ${answer.statusCode} ${(await gathered(answer)).toString('utf8').slice(0, 500)}`)
    },
    sendSnapshot: async (snapshot) => void (await send('PUT', '/internal/snapshots', JSON.stringify(snapshot))),
    policyVersion: async () => {
      const answer = await send('GET', '/internal/policy', undefined, HEARD_MS).catch(() => null)
      return answer === null ? null : HeldPolicy.parse(answer).version
    },
    principalOf: ({ kind, ...caller }) => {
      if (kind === 'program') throw new TypeError('no program is forwarded to a cell')
      return sign({
        kind,
        subject: caller.subject,
        name: caller.name,
        domain,
        policyVersion: caller.policyVersion,
      })
    },
    close: () => agent.destroy(),
  }
}

async function gathered(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
