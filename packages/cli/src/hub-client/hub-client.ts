// Asks a hub in a person's name. The token comes from a file or the environment, never from the command line, where the list of processes
// would show it, and goes to no address that somebody on the way could read or answer for.
import { openAsBlob, readFileSync, statSync } from 'node:fs'
import { type Input, type Refused, readAnswer, urlOf } from '@penstock/contract/client'
import type { Response as ResponseOf, Route } from '@penstock/contract/route'

export interface HubAddress {
  readonly to: string
  readonly tokenFile?: string | undefined
}

/** What keeps a command from being done, in words; `isUsage` when the call itself is wrong. */
export class HubFault extends Error {
  readonly isUsage: boolean
  /** What the hub answered; null when the fault is not of its making. */
  readonly refused: Refused | null

  constructor(
    message: string,
    { isUsage = false, refused = null }: { isUsage?: boolean; refused?: Refused | null } = {},
  ) {
    super(message)
    this.name = 'HubFault'
    this.isUsage = isUsage
    this.refused = refused
  }
}

export interface HubClient {
  readonly url: string
  /** Throws a HubFault with what the hub refused, or that it cannot be reached. */
  ask<R extends Route>(route: R, input: Input<R>): Promise<ResponseOf<R>>
  upload<R extends Route>(route: R, input: Input<R>, file: string): Promise<ResponseOf<R>>
  uploadBytes<R extends Route>(
    route: R,
    input: Input<R>,
    bytes: Uint8Array<ArrayBuffer>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<ResponseOf<R>>
  download<R extends Route>(route: R, input: Input<R>): Promise<ReadableStream<Uint8Array>>
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/

/** Throws a HubFault when address or token will not do; nothing has been sent then. */
export function openHub({ to, tokenFile }: HubAddress): HubClient {
  const url = originOf(to)
  const authorization = `Bearer ${tokenOf(tokenFile)}`
  const send = async (
    route: Route,
    input: Input<Route>,
    body?: Blob,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Response> => {
    const type = body === undefined ? 'application/json' : (route.upload ?? 'application/octet-stream')
    const { body: json } = input as { readonly body?: unknown }
    const given = body ?? (json === undefined ? undefined : JSON.stringify(json))
    try {
      return await fetch(url + urlOf(route, input), {
        method: route.method,
        headers: { authorization, ...(given === undefined ? {} : { 'content-type': type }), ...more },
        // A token is not for whoever the address points to next.
        redirect: 'error',
        ...(given === undefined ? {} : { body: given }),
      })
    } catch (cause) {
      const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause)
      throw new HubFault(`${url} cannot be reached (${reason})`)
    }
  }
  const answerOf = async <R extends Route>(route: R, answer: Response): Promise<ResponseOf<R>> => {
    const read = readAnswer(route, answer.status, await answer.text())
    if (read.ok) return read.value
    throw refusedBy(url, read.refusal)
  }
  return {
    url,
    ask: async (route, input) => await answerOf(route, await send(route, input)),
    upload: async (route, input, file) => await answerOf(route, await send(route, input, await openAsBlob(file))),
    uploadBytes: async (route, input, bytes, headers) =>
      await answerOf(route, await send(route, input, new Blob([bytes]), headers)),
    download: async (route, input) => {
      const answer = await send(route, input)
      if (!answer.ok || answer.body === null) throw await answerOf(route, answer).catch((cause: unknown) => cause)
      return answer.body
    },
  }
}

function refusedBy(url: string, refused: Refused): HubFault {
  if (refused.code === 'not-signed-in')
    return new HubFault(`${url} does not know this token; it was revoked, is over, or belongs to another hub`, {
      refused,
    })
  const { code, title } = refused
  const hint = code === 'not-found' ? '; what the token may not see answers the same' : ''
  return new HubFault(`${title} (${code})${hint}`, { refused })
}

function originOf(to: string): string {
  const url = URL.parse(to)
  if (url === null) throw new HubFault(`--to: ${to} is no address`, { isUsage: true })
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))
  if (!isSafe)
    throw new HubFault(`--to: a token goes to an HTTPS address, or to this machine; ${url.origin} is neither`, {
      isUsage: true,
    })
  return url.origin
}

function tokenOf(file: string | undefined): string {
  const token = file === undefined ? process.env['PENSTOCK_TOKEN'] : readTokenFile(file)
  if (token === undefined || token === '')
    throw new HubFault('no token: make one under Own account, and put it into PENSTOCK_TOKEN or a --token-file', {
      isUsage: true,
    })
  return token
}

function readTokenFile(file: string): string {
  try {
    const isOpen = process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0
    if (isOpen) throw new HubFault(`others may read ${file}; chmod 600 it, and revoke a token that was read`)
    return readFileSync(file, 'utf8').trim()
  } catch (cause) {
    if (cause instanceof HubFault) throw cause
    throw new HubFault(`${file} cannot be read (${cause instanceof Error ? cause.message : String(cause)})`)
  }
}
