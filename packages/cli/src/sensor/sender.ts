// Sends spooled batches to a cell, oldest first, and waits longer after each failure. One request at a time.
import { setTimeout as pause } from 'node:timers/promises'
import { sendBatches } from '@penstock/contract/observations'
import type { Spool } from './spool.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 30_000
const BATCHES_A_REQUEST = 16
/** How often a sensor that is ending tries to get rid of what is left. */
const LAST_TRIES = 3

export class Sender {
  /** What the last failure was, or null. */
  lastProblem: string | null = null
  private readonly url: string
  private readonly token: string
  private readonly sensor: string
  private readonly spool: Spool
  private running: Promise<void> | null = null
  private isEnding = false

  /** @param cell address of the cell as the hub forwards to it, such as `https://hub/api/ot` */
  constructor(cell: string, token: string, sensor: string, spool: Spool) {
    this.url = `${cell}${sendBatches.path}`
    this.token = token
    this.sensor = sensor
    this.spool = spool
  }

  /** Starts sending unless it is under way. */
  wake(): void {
    this.running ??= this.run().finally(() => {
      this.running = null
    })
  }

  /** Waits until all is sent; false when some of it has to wait in the spool. */
  async finish(): Promise<boolean> {
    this.isEnding = true
    this.wake()
    await this.running
    this.spool.close()
    return this.lastProblem === null
  }

  private async run(): Promise<void> {
    for (let failures = 0; ; ) {
      const outcome = await this.sendOldest()
      if (outcome === 'empty') return
      if (outcome === 'sent') {
        failures = 0
        this.lastProblem = null
        continue
      }
      failures += 1
      if (outcome === 'refused' || (this.isEnding && failures >= LAST_TRIES)) return
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 16)))
    }
  }

  private async sendOldest(): Promise<'empty' | 'sent' | 'failed' | 'refused'> {
    for (const capture of this.spool.captures()) {
      const batches = this.spool.oldest(capture, BATCHES_A_REQUEST)
      if (batches.length === 0) continue
      try {
        const answer = await fetch(this.url, {
          method: sendBatches.method,
          headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
          body: JSON.stringify({ sensor: this.sensor, capture, batches }),
        })
        if (!answer.ok) {
          this.lastProblem = `the cell answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`
          // A server's own trouble passes; a refusal does not.
          return answer.status >= 500 || answer.status === 429 ? 'failed' : 'refused'
        }
        const { storedTo } = sendBatches.response.parse(await answer.json())
        this.spool.forget(capture, storedTo)
        return 'sent'
      } catch (error) {
        this.lastProblem = `${this.url} cannot be reached (${error instanceof Error ? error.message : String(error)})`
        return 'failed'
      }
    }
    return 'empty'
  }
}
