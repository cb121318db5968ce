// Which kinds of events arrive at which site, noted now and then: what a rule asks for arrives, or does not.
import type { ArrivedData } from '@penstock/model/detections'
import type { EpochMicros } from '@penstock/model/kernel'
import { afterCommit } from '@penstock/store/state'
import { putArrived } from './coverage-queries.ts'
import type { Tx } from './queries.ts'

/** Kinds of events by site that are noted; one that is known is noted again when its latest event is so much later. */
const MOST_ARRIVED = 5000
const AGAIN_MICROS = 600_000_000

export class Arrivals {
  /** By site and kind, up to when it was noted. */
  readonly #noted = new Map<string, EpochMicros>()

  async note(tx: Tx, arrived: readonly ArrivedData[]): Promise<void> {
    const news = new Map<string, ArrivedData>()
    for (const one of arrived) {
      const { site, product, category, service, protocol, lastAt } = one
      const key = JSON.stringify([site, product, category, service, protocol])
      const noted = this.#noted.get(key)
      if (noted === undefined ? this.#noted.size >= MOST_ARRIVED : lastAt < noted + AGAIN_MICROS) continue
      if (lastAt > (news.get(key)?.lastAt ?? Number.NEGATIVE_INFINITY)) news.set(key, one)
    }
    if (news.size === 0) return
    await putArrived(tx, [...news.values()])
    afterCommit(tx, () => {
      for (const [key, { lastAt }] of news) this.#noted.set(key, lastAt)
    })
  }
}
