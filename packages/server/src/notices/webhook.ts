// A notice as a signed POST, to the address that the configuration names and to no other: redirects are not followed. Headers and signature are
// those of Standard Webhooks 1.0 (HMAC-SHA256 over id, time and body), so that receivers have a library for it.
import { createHmac } from 'node:crypto'
import { type ClientRequest, type IncomingMessage, request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { NoticeBody, NoticeChannel } from '@penstock/model/notices'
import { NoticeFault, readNamed } from './fault.ts'
import type { Reached } from './reach.ts'

const PATIENCE_MS = 15_000
const LEAST_KEY_BYTES = 24

export async function sendWebhook(
  { url, secretFile, authority }: Extract<NoticeChannel, { by: 'webhook' }>,
  body: NoticeBody,
  nowSeconds: number,
  { address, family }: Reached,
): Promise<void> {
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'user-agent': 'penstock',
    'idempotency-key': body.id,
    'webhook-id': body.id,
    'webhook-timestamp': String(nowSeconds),
    'webhook-signature': signWebhook(readNamed(secretFile, 'the file of the key'), body.id, nowSeconds, text),
  }
  const ca = authority === undefined ? {} : { ca: readNamed(authority, 'the file of the authority') }
  const found: LookupFunction = (_name, { all }, done) => {
    if (all === true) done(null, [{ address, family }])
    else done(null, address, family)
  }
  const options = {
    ...{ method: 'POST', headers, agent: false, signal: AbortSignal.timeout(PATIENCE_MS), lookup: found },
    ...ca,
  }
  const status = await new Promise<number>((resolve, reject) => {
    const onAnswer = (answer: IncomingMessage): void => {
      // What it says is of no use here, however long it is.
      answer.destroy()
      resolve(answer.statusCode ?? 0)
    }
    const sent: ClientRequest = url.toLowerCase().startsWith('https:')
      ? requestTls(url, options, onAnswer)
      : requestPlain(url, options, onAnswer)
    sent.on('error', reject)
    sent.end(text)
  })
  if (status >= 300 && status < 400) throw new NoticeFault(`it answered ${status}: redirects are not followed`)
  if (status < 200 || status >= 300) throw new NoticeFault(`it answered ${status}`)
}

/** `v1,` and the signature in base64. A key is `whsec_` and base64, or any text. */
function signWebhook(secret: string, id: string, seconds: number, text: string): string {
  const key = secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8')
  if (key.length < LEAST_KEY_BYTES) throw new NoticeFault(`the key is shorter than ${LEAST_KEY_BYTES} bytes`)
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${text}`).digest('base64')}`
}
