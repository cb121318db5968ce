// A person at a running server, signed in by a one-time link, and the processes that a server started.
import { readdirSync, readFileSync } from 'node:fs'
import type { SessionView } from '@penstock/contract/access'

export interface SignedIn {
  /** The answer's JSON, whatever its status. */
  get(path: string): Promise<unknown>
  /** The bytes of a file. */
  bytes(path: string): Promise<Uint8Array>
  send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Answered>
}

export interface Answered {
  readonly status: number
  readonly body: unknown
}

export async function signInWith(url: string, link: string | null): Promise<SignedIn> {
  const opened = await fetch(`${url}/api/session/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: (link ?? '').split('#')[1] }),
  })
  if (!opened.ok) throw new Error(`could not sign in: ${opened.status} ${await opened.text()}`)
  const { csrfToken } = (await opened.json()) as SessionView
  const cookie = (opened.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return {
    get: async (path) => (await (await fetch(url + path, { headers: { cookie } })).json()) as unknown,
    bytes: async (path) => new Uint8Array(await (await fetch(url + path, { headers: { cookie } })).arrayBuffer()),
    send: async (method, path, body) => {
      const type = typeof body === 'string' ? 'application/json' : 'application/octet-stream'
      const headers = { cookie, 'x-penstock-csrf': csrfToken, ...(body === undefined ? {} : { 'content-type': type }) }
      const answer = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) }
    },
  }
}

/** Processes below `pid`, at any depth, by their command line. */
export function processesBelow(pid: number): { readonly pid: number; readonly command: string }[] {
  const parents = new Map<number, { readonly parent: number; readonly command: string }>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
      if (state !== 'Z') parents.set(Number(name), { parent: Number(parent), command })
    } catch {
      // It ended while we looked.
    }
  }
  const isBelow = (id: number): boolean => {
    const found = parents.get(id)
    return found !== undefined && (found.parent === pid || isBelow(found.parent))
  }
  return [...parents].filter(([id]) => isBelow(id)).map(([id, { command }]) => ({ pid: id, command }))
}
