// Lets what crosses between the stores run side by side, and holds all of it for the moment in which the stores are opened for a backup.

export class Quiet {
  #held: Promise<void> = Promise.resolve()
  readonly #running = new Set<Promise<unknown>>()

  /** Runs when nothing holds; several may run at once. */
  async share<T>(run: () => Promise<T>): Promise<T> {
    await this.#held
    const running = run()
    const ended = running.catch(() => undefined).finally(() => this.#running.delete(ended))
    this.#running.add(ended)
    return await running
  }

  /** Waits for what runs and keeps the rest waiting until the function it gives is called. */
  async hold(): Promise<() => void> {
    const released = Promise.withResolvers<void>()
    const before = this.#held
    this.#held = before.then(() => released.promise)
    await before
    await Promise.all(this.#running)
    return released.resolve
  }
}
