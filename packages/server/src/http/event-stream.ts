// Server-Sent Events: one open answer, a ping every 15 s so that a dead line is noticed on both ends. It ends with the right to it.
import type { FastifyReply, FastifyRequest } from 'fastify'

const PING_MS = 15_000
/** A page opens its stream anew after this; by then whoever lost the right to it is refused. */
const LIFE_MS = 900_000

export interface EventStream {
  send(event: string, data: unknown): void
  readonly isOpen: boolean
}

/** Takes over the answer. `onClose` runs once, when either side ends it. */
export function openEventStream(request: FastifyRequest, reply: FastifyReply, onClose: () => void): EventStream {
  reply.hijack()
  const { raw } = reply
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  })
  raw.write(': open\n\n')
  let isOpen = true
  const { stay } = request
  const isWelcome = (): boolean => {
    if (stay?.isOver() === true) close()
    return isOpen
  }
  const ping = setInterval(() => void (isWelcome() && raw.write('event: ping\ndata: {}\n\n')), PING_MS)
  const close = (): void => {
    if (!isOpen) return
    isOpen = false
    clearInterval(ping)
    clearTimeout(life)
    onClose()
    raw.end()
  }
  const life = setTimeout(close, LIFE_MS).unref()
  request.raw.socket.once('close', close)
  raw.once('close', close)
  // A right that ends takes the stream with it; one that ended while it was being opened too.
  stay?.signal.addEventListener('abort', close, { once: true })
  isWelcome()
  return {
    send: (event, data) => void (isWelcome() && raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)),
    get isOpen() {
      return isOpen
    },
  }
}
