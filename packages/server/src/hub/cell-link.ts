// The hub's line to a cell: plain HTTP on its unix socket, each request with a principal signed by the hub.
import type { KeyObject } from 'node:crypto'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { Domain } from '@penstock/model/kernel'
import { PRINCIPAL_HEADER, PRINCIPAL_LIFE_S, type Principal, signPrincipal } from '@penstock/server/access'
import type { Snapshot } from '@penstock/server/facts'
import type { Caller } from '@penstock/server/http'
import { z } from 'zod'

export interface CellAnswer {
  readonly status: number
  readonly body: unknown
}

export interface CellLink {
  readonly domain: Domain
  readonly socket: string
  /** GET as the hub itself. Rejects when the cell does not answer or refuses. */
  ask(path: string): Promise<unknown>
  /**
   * As a person, with that person's rights there: the answer's status and body, whatever it is. Null when the cell does not answer.
   */
  askAs(caller: Caller, method: 'GET' | 'POST', path: string, body?: unknown): Promise<CellAnswer | null>
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
  const begin = async (
    method: string,
    path: string,
    body?: string,
    { timeout = TIMEOUT_MS, principal = sign(hub) }: { readonly timeout?: number; readonly principal?: string } = {},
  ): Promise<IncomingMessage> =>
    await new Promise((done, fail) => {
      const headers = { [PRINCIPAL_HEADER]: principal, 'content-type': 'application/json' }
      const sent = request({ socketPath: socket, agent, method, path, headers, timeout }, done)
      sent.once('timeout', () => sent.destroy(new Error('no answer in time')))
      sent.once('error', fail)
      sent.end(body)
    })
  const send = async (method: string, path: string, body?: string, timeout?: number): Promise<unknown> => {
    const answer = await begin(method, path, body, timeout === undefined ? {} : { timeout })
    const text = (await gathered(answer)).toString('utf8')
    const status = answer.statusCode ?? 500
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`)
    return text === '' ? undefined : (JSON.parse(text) as unknown)
  }
  const principalOf = ({ kind, ...caller }: Caller): string => {
    if (kind === 'program') throw new TypeError('no program is forwarded to a cell')
    const { subject, name, policyVersion } = caller
    return sign({ kind, subject, name, domain, policyVersion })
  }
  return {
    domain,
    socket,
    askAs: async (caller, method, path, body) => {
      try {
        const text = body === undefined ? undefined : JSON.stringify(body)
        const answer = await begin(method, path, text, { timeout: HEARD_MS, principal: principalOf(caller) })
        const told = (await gathered(answer)).toString('utf8')
        return { status: answer.statusCode ?? 500, body: told === '' ? undefined : (JSON.parse(told) as unknown) }
      } catch {
        return null
      }
    },
    ask: (path) => send('GET', path),
    send: (method, path, body) => send(method, path, JSON.stringify(body)),
    work: (path, body) => send('POST', path, JSON.stringify(body), WORK_TIMEOUT_MS),
    stream: async (path, body) => {
      const answer = await begin('POST', path, JSON.stringify(body), { timeout: WORK_TIMEOUT_MS })
      if (answer.statusCode === 200) return answer
      throw new Error(`POST ${path}: ${answer.statusCode} ${(await gathered(answer)).toString('utf8').slice(0, 500)}`)
    },
    sendSnapshot: async (snapshot) => void (await send('PUT', '/internal/snapshots', JSON.stringify(snapshot))),
    policyVersion: async () => {
      const answer = await send('GET', '/internal/policy', undefined, HEARD_MS).catch(() => null)
      return answer === null ? null : HeldPolicy.parse(answer).version
    },
    principalOf,
    close: () => agent.destroy(),
  }
}

async function gathered(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
