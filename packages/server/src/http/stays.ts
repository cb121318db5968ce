// Who is being answered right now, so that an ended session or a changed right closes what is still open at once.
import type { EpochMicros } from '@penstock/model/kernel'
import type { FastifyReply } from 'fastify'

/** One request of a person for as long as its answer lasts. */
export interface Stay {
  readonly subject: string
  /** Id of the session that the request came with; null where sessions are not known. */
  readonly session: string | null
  /** Aborted when the session or the account is over. */
  readonly signal: AbortSignal
  /** Asks the clock too: a timer may be late. */
  isOver(): boolean
}

declare module 'fastify' {
  interface FastifyRequest {
    stay: Stay | null
  }
}

interface Entering {
  readonly subject: string
  readonly session: string | null
  /** From this instant on nothing is answered; null for none. */
  readonly endsAt: EpochMicros | null
}

/** What `setTimeout` takes at most. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

export class Stays {
  readonly #clock: () => EpochMicros
  readonly #open = new Map<Stay, AbortController>()

  constructor(clock: () => EpochMicros) {
    this.#clock = clock
  }

  /** How many answers are open. */
  get size(): number {
    return this.#open.size
  }

  /** Begins a stay that lasts until the answer is sent, or its end is reached. */
  enter(reply: FastifyReply, { subject, session, endsAt }: Entering): Stay {
    const ending = new AbortController()
    const isOver = (): boolean => ending.signal.aborted || (endsAt !== null && this.#clock() >= endsAt)
    const stay: Stay = { subject, session, signal: ending.signal, isOver }
    const leftMs = endsAt === null ? LONGEST_TIMER_MS : Math.ceil((endsAt - this.#clock()) / 1000)
    const timer = setTimeout(() => ending.abort(), Math.min(leftMs, LONGEST_TIMER_MS)).unref()
    this.#open.set(stay, ending)
    reply.raw.once('close', () => {
      clearTimeout(timer)
      this.#open.delete(stay)
    })
    return stay
  }

  /** Ends every stay that `isConcerned`; streams close, what is being answered in one piece is answered. */
  end(isConcerned: (stay: Stay) => boolean): void {
    for (const [stay, ending] of [...this.#open]) if (isConcerned(stay)) ending.abort()
  }
}
