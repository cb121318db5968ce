// Sites that moved and are taken up one after the other; a site that moves while it is taken up comes once more.

export interface MarkedSitesOptions {
  /** Takes up one site; without `failure` it sees to its own failures. */
  readonly take: (site: string) => Promise<void>
  /** The warning when a site could not be taken up; it is tried again. */
  readonly failure?: { readonly text: string; readonly code: string }
  /** What moves within this time is taken up together; 0 unless given. */
  readonly settleMs?: number
}

/** A site that could not be taken up is tried again after this time. */
const RETRY_MS = 5000

export class MarkedSites {
  readonly #options: MarkedSitesOptions
  readonly #dirty = new Set<string>()
  #loop: Promise<void> | null = null
  #isStopped = false

  constructor(options: MarkedSitesOptions) {
    this.#options = options
  }

  get isStopped(): boolean {
    return this.#isStopped
  }

  mark(sites: Iterable<string>): void {
    for (const site of sites) this.#dirty.add(site)
    if (this.#loop === null && !this.#isStopped)
      this.#loop = this.#run().finally(() => {
        this.#loop = null
        // Marked after it had looked for the last time: it looks again.
        if (this.#dirty.size > 0) this.mark([])
      })
  }

  /** Warns of what failed and does it again a while later, unless nothing is taken up any more. */
  tryAgain(cause: unknown, again: () => void): void {
    const { failure } = this.#options
    if (failure === undefined) throw cause
    if (this.#isStopped) return
    process.emitWarning(`${failure.text}: ${String(cause)}`, { code: failure.code })
    setTimeout(again, RETRY_MS).unref()
  }

  /** Takes up no further site; resolves when the one at hand is done. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#loop
  }

  async #run(): Promise<void> {
    const { take, settleMs = 0 } = this.#options
    while (this.#dirty.size > 0 && !this.#isStopped) {
      if (settleMs > 0) await new Promise((done) => setTimeout(done, settleMs))
      const [site] = this.#dirty
      if (site === undefined) return
      this.#dirty.delete(site)
      await take(site).catch((cause: unknown) => this.tryAgain(cause, () => this.mark([site])))
    }
  }
}
