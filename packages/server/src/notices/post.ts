// The post of the hub: looks what happened, makes a row for each occasion and channel once, and sends what is due. Looking is one transaction;
// sending stands outside of any, and the row is marked after it: a hub that is killed between the two sends it again under the same number.
import { type EpochMicros, isoOfMicros, micros } from '@penstock/model/kernel'
import { isFor, type NoticeBody, type NoticeChannel, nextTry, noticeOf, type Occasion } from '@penstock/model/notices'
import { type Clock, HUB_SERVICE, uuidOfContent } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { faultText } from './fault.ts'
import { sendMail } from './mail.ts'
import { listOccasions, type SilentSource } from './occasions.ts'
import type { NoticeRow, Tx } from './queries.ts'
import * as queries from './queries.ts'
import { loadReach, type Reach } from './reach.ts'
import { sendWebhook } from './webhook.ts'

export interface NoticePostOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly channels: readonly NoticeChannel[]
  /** Where people reach the hub. */
  readonly origin: () => string
  /** Sources that stopped, as the cells say now. */
  readonly silentSources: () => Promise<readonly SilentSource[]>
  readonly everyMs?: number
}

const EVERY_MS = 5000
const SILENT_EVERY_MICROS = 60_000_000
/** A transaction that began before the last look may have ended after it. */
const OVERLAP_MICROS = 600_000_000
const KEPT_MICROS = 30 * 86_400_000_000
/** Of one kind by one channel; what is more is in the product. */
const MOST_AN_HOUR = 60
const AT_ONCE = 50

export class NoticePost {
  readonly #options: NoticePostOptions
  readonly #timer: NodeJS.Timeout | null
  #last: Promise<unknown> = Promise.resolve()
  #isWaiting = false
  #isStopped = false
  #silentAskedAt = 0

  /** Without a channel it does nothing at all. */
  constructor(options: NoticePostOptions) {
    this.#options = options
    const { channels, everyMs = EVERY_MS } = options
    this.#timer = channels.length === 0 ? null : setInterval(() => this.wake(), everyMs).unref()
  }

  wake(): void {
    if (this.#isWaiting || this.#isStopped) return
    this.#isWaiting = true
    this.#last = this.#last
      .then(() => {
        this.#isWaiting = false
        return this.#run()
      })
      .catch((cause: unknown) => {
        process.emitWarning(`notices stood still: ${String(cause)}`, { code: 'PENSTOCK_NOTICES' })
      })
  }

  /** Ends when nothing is looked for or sent. */
  async rest(): Promise<void> {
    await this.#last
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    if (this.#timer !== null) clearInterval(this.#timer)
    await this.#last
  }

  async #run(): Promise<void> {
    const { store, channels } = this.#options
    const silent = await this.#silentSources()
    await store.transaction(HUB_SERVICE, (tx) => this.#look(tx, silent))
    await Promise.all(channels.map((channel) => this.#deliver(channel)))
  }

  async #silentSources(): Promise<readonly SilentSource[]> {
    const { clock, channels, silentSources } = this.#options
    const isDue = clock() - this.#silentAskedAt >= SILENT_EVERY_MICROS
    if (!isDue || !channels.some(({ kinds }) => kinds.includes('source-silent'))) return []
    this.#silentAskedAt = clock()
    return await silentSources()
  }

  async #look(tx: Tx, silent: readonly SilentSource[]): Promise<void> {
    const { clock, channels } = this.#options
    const now = clock()
    const names = channels.map(({ name }) => name)
    await queries.forgetChannels(tx, names, now)
    const known = new Map<string, queries.ChannelRow>()
    for (const name of names) known.set(name, await queries.knowChannel(tx, name, now))
    if (channels.length === 0) return
    const lookedTo = Math.min(...[...known.values()].map(({ looked_to }) => looked_to))
    const occasions = await listOccasions(tx, micros(lookedTo - OVERLAP_MICROS), now, silent)
    for (const channel of channels) {
      const since = known.get(channel.name)?.since ?? now
      for (const occasion of occasions)
        if (occasion.at >= since && isFor(channel, occasion)) await this.#queue(tx, channel, occasion, now)
    }
    await queries.markLooked(tx, now)
    await queries.forgetOld(tx, micros(now - KEPT_MICROS))
  }

  async #queue(tx: Tx, { name, side }: NoticeChannel, occasion: Occasion, now: EpochMicros): Promise<void> {
    const { kind, key } = occasion
    const id = uuidOfContent([name, kind, ...key])
    if (await queries.isKnown(tx, id)) return
    const origin = this.#options.origin()
    const isHeld = (await queries.countOfHour(tx, name, kind, now)) >= MOST_AN_HOUR
    const body = noticeOf(id, side, occasion, origin)
    await queries.insertNotice(tx, { channel: name, side, body }, isHeld ? 'held' : 'waiting', now)
    if (!isHeld) return
    const hour = Math.floor(now / 3_600_000_000)
    const more: NoticeBody = {
      ...{ version: 1, id: uuidOfContent([name, 'more', kind, hour]), kind: 'more', side },
      ...{ site: null, siteName: null, at: isoOfMicros(now) },
      facts: { kind, 'told in an hour': MOST_AN_HOUR },
      url: `${origin}/`,
    }
    await queries.insertNotice(tx, { channel: name, side, body: more }, 'waiting', now)
  }

  /** One after the other; after a failure the rest waits for the next round, so that a dead receiver costs one patience a round. */
  async #deliver(channel: NoticeChannel): Promise<void> {
    const { store, clock } = this.#options
    const due = await store.transaction(HUB_SERVICE, (tx) => queries.listDue(tx, channel.name, clock(), AT_ONCE))
    if (due.length === 0) return
    const reach = await store.transaction(HUB_SERVICE, loadReach)
    for (const row of due) {
      if (this.#isStopped) return
      const detail = row.side === channel.side ? await sendNotice(channel, row.body, clock, reach) : ANOTHER
      await store.transaction(HUB_SERVICE, async (tx) => await this.#mark(tx, row, detail))
      if (detail !== null && detail !== ANOTHER) return
    }
  }

  async #mark(tx: Tx, { id, made_at, tries }: NoticeRow, detail: string | null): Promise<void> {
    const now = this.#options.clock()
    if (detail === null) await queries.markSent(tx, id, now)
    else {
      const next = detail === ANOTHER ? null : nextTry(made_at, tries + 1, now)
      await queries.markFailed(tx, id, { detail, next }, now)
    }
  }
}

/** A name that now leads to other people takes nothing over. */
const ANOTHER = 'its channel is of another side now'

/** Null when its receiver took it, or else why not. */
export async function sendNotice(
  channel: NoticeChannel,
  body: NoticeBody,
  clock: Clock,
  reach: Reach,
): Promise<string | null> {
  try {
    const reached = await reach(channel.by === 'mail' ? channel.host : new URL(channel.url).hostname)
    if (channel.by === 'mail') await sendMail(channel, body, reached)
    else await sendWebhook(channel, body, Math.floor(clock() / 1_000_000), reached)
    return null
  } catch (cause) {
    return faultText(cause)
  }
}
