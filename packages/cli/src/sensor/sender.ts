// Sends spooled batches to a cell, oldest first, and waits longer after each failure. One request at a time.
import { setTimeout as pause } from 'node:timers/promises'
import { sendBatches } from '@penstock/contract/observations'
import { Problem } from '@penstock/contract/route'
import { z } from 'zod'
import type { Clocks } from './live-watch.ts'
import type { Spool } from './spool.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
const BATCHES_A_REQUEST = 16
const BYTES_A_REQUEST = 4 * 2 ** 20
const LONGEST_REQUEST_MS = 60_000
/** How often a sensor that is ending tries to get rid of what is left. */
const LAST_TRIES = 3

export interface SenderOptions {
  /** Address of the cell as the hub forwards to it, such as `https://hub/api/ot`. */
  readonly cell: string
  readonly token: () => string
  readonly sensor: string
  readonly everyMs: number
  readonly spool: Spool
  readonly clocks: Clocks
  /** Called when sending begins to fail, and when it goes well again (null). */
  readonly onTrouble: (problem: string | null) => void
}

/** `failed`: worth another try soon. `refused`: the cell does not want this sensor; the next batch asks again. `poison`: it never takes this. */
type Outcome = 'empty' | 'sent' | 'failed' | 'refused' | 'poison'

const Gap = z.object({ sendFrom: z.int().min(0) })

export class Sender {
  /** What the last failure was, or null. */
  lastProblem: string | null = null
  private readonly options: SenderOptions
  private readonly ending = new AbortController()
  private running: Promise<void> | null = null
  private roundTripMicros: number | null = null

  constructor(options: SenderOptions) {
    this.options = options
  }

  /** Starts sending unless it is under way. */
  wake(): void {
    this.running ??= this.run().finally(() => {
      this.running = null
    })
  }

  /** Waits until all is sent; false when some of it has to wait in the spool. */
  async finish(): Promise<boolean> {
    this.ending.abort()
    this.wake()
    await this.running
    return this.lastProblem === null
  }

  private async run(): Promise<void> {
    let most = BATCHES_A_REQUEST
    for (let failures = 0; ; ) {
      const outcome = await this.sendOldest(most)
      if (outcome === 'empty') return
      if (outcome === 'sent' || outcome === 'poison') {
        failures = 0
        // After one that was refused for what it holds they go one by one, so that only the bad one is set aside.
        most = outcome === 'poison' ? 1 : BATCHES_A_REQUEST
        if (outcome === 'sent') this.trouble(null)
        continue
      }
      failures += 1
      if (outcome === 'refused' || (this.ending.signal.aborted && failures >= LAST_TRIES)) return
      await this.wait(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 16)))
    }
  }

  private async sendOldest(most: number): Promise<Outcome> {
    const { spool } = this.options
    for (const capture of spool.captures()) {
      try {
        const batches = spool.oldest(capture, most, BYTES_A_REQUEST)
        if (batches.length > 0) return await this.send(capture, batches)
      } catch (cause) {
        this.trouble(`the spool cannot be read or written (${reasonOf(cause)})`)
        return 'failed'
      }
    }
    return 'empty'
  }

  private async send(capture: string, batches: readonly { readonly seq: number }[]): Promise<Outcome> {
    const { cell, token, sensor, everyMs, spool, clocks } = this.options
    const url = `${cell}${sendBatches.path}`
    const clock = { sentAt: clocks.wall(), roundTripMicros: this.roundTripMicros }
    const began = clocks.steady()
    let answer: Response
    let text: string
    try {
      answer = await fetch(url, {
        method: sendBatches.method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
        body: JSON.stringify({ sensor, capture, batches, everyMs, clock }),
        signal: AbortSignal.timeout(LONGEST_REQUEST_MS),
      })
      text = await answer.text()
    } catch (cause) {
      this.trouble(`${url} cannot be reached (${reasonOf(cause)})`)
      return 'failed'
    }
    if (answer.ok) {
      this.roundTripMicros = clocks.steady() - began
      spool.forget(capture, sendBatches.response.parse(JSON.parse(text)).storedTo)
      return 'sent'
    }
    return this.refused(capture, batches, answer.status, text)
  }

  private refused(
    capture: string,
    batches: readonly { readonly seq: number }[],
    status: number,
    text: string,
  ): Outcome {
    const { spool } = this.options
    const sendFrom = status === 409 ? missingFrom(text) : null
    if (sendFrom !== null) {
      spool.fillFrom(capture, sendFrom)
      return 'poison'
    }
    this.trouble(`the cell answered ${status}: ${text.slice(0, 300)}`)
    // A server's own trouble passes; a refusal does not.
    if (status >= 500 || status === 429) return 'failed'
    if (status !== 400 && status !== 413 && status !== 422) return 'refused'
    if (batches.length === 1) spool.setAside(capture, batches[0]!.seq)
    return 'poison'
  }

  private trouble(problem: string | null): void {
    if (problem !== this.lastProblem) this.options.onTrouble(problem)
    this.lastProblem = problem
  }

  /** Ends at once when the sensor ends. */
  private async wait(ms: number): Promise<void> {
    if (this.ending.signal.aborted) await pause(FIRST_PAUSE_MS)
    else await pause(ms, undefined, { signal: this.ending.signal }).catch(() => {})
  }
}

/** The number from which the cell waits for batches, when that is why it refused. */
function missingFrom(text: string): number | null {
  try {
    const problem = Problem.parse(JSON.parse(text))
    return problem.code === 'observations.gap' ? Gap.parse(problem.details).sendFrom : null
  } catch {
    return null
  }
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
