// A person at a running server, signed in by a one-time link.

export interface SignedIn {
  /** The answer's JSON, whatever its status. */
  get(path: string): Promise<unknown>
  /** The bytes of a file. */
  bytes(path: string): Promise<Uint8Array>
  send(method: string, path: string, body?: string | Uint8Array<ArrayBuffer>): Promise<Answered>
}

interface Answered {
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
  const { csrfToken } = (await opened.json()) as { readonly csrfToken: string }
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
