// Writes to ClickHouse, numbered: an engine without transactions has none undone, so rows of a write that failed are hidden instead.
import type { Session } from './clickhouse-session.ts'

/** Numbers of writes, and the condition that hides those which did not come to their end. */
export class Attempts {
  readonly #session: Session
  #next: number
  /** Running, or failed without its being written down yet. */
  readonly #unfinished = new Set<number>()

  constructor(session: Session, next: number) {
    this.#session = session
    this.#next = next
  }

  /** The last number given. */
  get last(): number {
    return this.#next - 1
  }

  async run<T>(write: (attempt: number) => Promise<T>): Promise<T> {
    const attempt = this.#next++
    this.#unfinished.add(attempt)
    try {
      const result = await write(attempt)
      this.#unfinished.delete(attempt)
      return result
    } catch (cause) {
      // Where that cannot be written either it stays hidden here, and the next start writes it down.
      await this.#session.insert('abandoned', [{ attempt }]).then(
        () => this.#unfinished.delete(attempt),
        () => undefined,
      )
      throw cause
    }
  }

  /** True for rows of writes that came to their end. */
  kept(): string {
    const hidden = this.#unfinished.size === 0 ? '' : ` and attempt not in (${[...this.#unfinished].join(', ')})`
    return `attempt not in (select attempt from abandoned)${hidden}`
  }
}
