// Vitest reporter for a long run: each minute how far it is, what failed so far and what has been running for long, so that a run that is
// cut off still tells why; at its end where the time went.
import type { Reporter, TestCase, TestModule, TestSpecification } from 'vitest/node'

const EACH_MS = 60_000
/** A file that has run so long is named. */
const LONG_MS = 120_000
const SLOWEST = 25

export default class Progress implements Reporter {
  #begun = 0
  #files = 0
  #done: TestModule[] = []
  #failed: string[] = []
  readonly #running = new Map<TestModule, number>()
  #timer: NodeJS.Timeout | undefined

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    this.#begun = Date.now()
    this.#files = specifications.length
    this.#timer = setInterval(() => this.#tell(), EACH_MS)
    this.#timer.unref()
  }

  onTestModuleStart(module: TestModule): void {
    this.#running.set(module, Date.now())
  }

  onTestCaseResult(test: TestCase): void {
    if (test.result().state === 'failed') this.#failed.push(`${test.module.relativeModuleId}: ${test.fullName}`)
  }

  onTestModuleEnd(module: TestModule): void {
    this.#running.delete(module)
    this.#done.push(module)
  }

  onTestRunEnd(): void {
    clearInterval(this.#timer)
    if (this.#done.length <= SLOWEST) return
    const took = this.#done.map((module) => ({ module, ms: module.diagnostic().duration }))
    const slowest = took.sort((a, b) => b.ms - a.ms).slice(0, SLOWEST)
    console.log('the slowest files, in seconds:')
    for (const { module, ms } of slowest) console.log(`${inSeconds(ms).padStart(6)}  ${module.relativeModuleId}`)
  }

  #tell(): void {
    const now = Date.now()
    const long = [...this.#running].filter(([, since]) => now - since > LONG_MS)
    const parts = [`${Math.round((now - this.#begun) / 60_000)} min: ${this.#done.length} of ${this.#files} files`]
    for (const [{ relativeModuleId }, since] of long) parts.push(`${relativeModuleId} for ${inSeconds(now - since)} s`)
    if (this.#failed.length > 0) parts.push(`${this.#failed.length} failed: ${this.#failed.join(' | ')}`)
    console.log(`\n${parts.join('; ')}`)
  }
}

function inSeconds(ms: number): string {
  return String(Math.round(ms / 1000))
}
