// Use cases of notices: how the channels do, and a test of one.
import type { NoticeChannelView } from '@penstock/contract/notices'
import { isoOfMicros, isoOrNull } from '@penstock/model/kernel'
import { type NoticeBody, type NoticeChannel, noticeDestination } from '@penstock/model/notices'
import { appendAudit } from '@penstock/server/audit'
import { AppError, type Caller } from '@penstock/server/http'
import { type Clock, HUB_SERVICE, newUuid } from '@penstock/server/runtime'
import type { Store } from '@penstock/store/state'
import type { CoreTables } from '@penstock/store/tables'
import { sendNotice } from './post.ts'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'
import { loadReach } from './reach.ts'

export interface NoticesOptions {
  readonly store: Store<CoreTables>
  readonly clock: Clock
  readonly channels: readonly NoticeChannel[]
  readonly origin: () => string
}

export class NoticesService {
  readonly #options: NoticesOptions

  constructor(options: NoticesOptions) {
    this.#options = options
  }

  async list(): Promise<NoticeChannelView[]> {
    const { channels, clock } = this.#options
    const { known, counts, failures } = await this.#run(async (tx) => ({
      known: await queries.listKnown(tx),
      counts: await queries.countByChannel(tx),
      failures: await queries.listFailures(tx),
    }))
    return channels.map((channel) => {
      const { name, side, by, kinds, sites = null, team = null } = channel
      const of = (state: string) => counts.find((row) => row.channel === name && row.state === state)
      const failure = failures.find((row) => row.channel === name)
      return {
        ...{ name, side, by, kinds, sites, team },
        destination: noticeDestination(channel),
        // Before the first look of the post it has not begun.
        since: isoOfMicros(known.find((row) => row.name === name)?.since ?? clock()),
        waiting: of('waiting')?.count ?? 0,
        sent: of('sent')?.count ?? 0,
        held: of('held')?.count ?? 0,
        givenUp: of('given-up')?.count ?? 0,
        lastSentAt: isoOrNull(of('sent')?.sent_at ?? null),
        lastFailure:
          failure?.failed_at === null || failure === undefined
            ? null
            : { at: isoOfMicros(failure.failed_at), detail: failure.detail ?? '' },
      }
    })
  }

  /** Sent at once and not again: whoever asks reads the answer. */
  async test(caller: Caller, name: string) {
    const { channels, clock, origin } = this.#options
    const channel = channels.find((one) => one.name === name)
    if (channel === undefined) throw new AppError('not-found')
    const body: NoticeBody = {
      ...{ version: 1, id: newUuid(), kind: 'test', side: channel.side, site: null, siteName: null },
      at: isoOfMicros(clock()),
      facts: { channel: name },
      url: `${origin()}/settings`,
    }
    const detail = await sendNotice(channel, body, clock, await this.#run(loadReach))
    const details = { isSent: detail === null }
    await this.#run((tx) =>
      appendAudit(tx, { actor: caller.subject, action: 'notice.test', object: name, details, at: clock() }),
    )
    return { id: body.id, isSent: detail === null, detail }
  }

  async #run<T>(run: (tx: Tx) => Promise<T>): Promise<T> {
    return await this.#options.store.transaction(HUB_SERVICE, run)
  }
}
