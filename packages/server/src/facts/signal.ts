// Wakes who waits for something new, inside one process: the long poll of the fact feed, the pages' event streams.

export class Signal<Value> {
  readonly #listeners = new Set<(value: Value) => void>()

  /** Calls every listener; one that throws does not keep the others from hearing. */
  emit(value: Value): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value)
      } catch {
        this.#listeners.delete(listener)
      }
    }
  }

  /** Listens until the returned function is called. */
  listen(listener: (value: Value) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  /** Resolves at the next emit or after `waitMs`, whichever comes first. */
  async next(waitMs: number): Promise<void> {
    await new Promise<void>((done) => {
      const stop = this.listen(() => finish())
      const timer = setTimeout(() => finish(), waitMs)
      const finish = (): void => {
        clearTimeout(timer)
        stop()
        done()
      }
    })
  }
}
