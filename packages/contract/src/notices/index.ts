// Notices that leave the product: the channels of the configuration, how each does, and a test of one.
import { route } from '@penstock/contract/route'
import { NoticeKind, NoticeSide } from '@penstock/model/notices'
import { z } from 'zod'

export const NoticeChannelView = z.strictObject({
  name: z.string(),
  side: NoticeSide,
  by: z.enum(['mail', 'webhook']),
  /** Without anything secret: of a webhook the path is not shown. */
  destination: z.string(),
  kinds: z.array(NoticeKind),
  sites: z.array(z.string()).nullable(),
  team: z.string().nullable(),
  /** What happened earlier is not told. */
  since: z.string(),
  waiting: z.int(),
  /** Of the last thirty days. */
  sent: z.int(),
  /** More of one kind than an hour takes: not sent, one notice said so. */
  held: z.int(),
  /** Tried for a day in vain, or addressed to a channel that is another one now. */
  givenUp: z.int(),
  lastSentAt: z.string().nullable(),
  /** Why the last one that failed did; null when none did in thirty days. */
  lastFailure: z.strictObject({ at: z.string(), detail: z.string() }).nullable(),
})
export type NoticeChannelView = z.infer<typeof NoticeChannelView>

export const listNoticeChannels = route({
  method: 'GET',
  path: '/notice-channels',
  side: 'hub',
  permission: 'settings:manage',
  summary: 'Channels of the configuration by which notices leave, and how each does',
  response: z.strictObject({ items: z.array(NoticeChannelView) }),
  refusals: [],
})

export const testNoticeChannel = route({
  method: 'POST',
  path: '/notice-channels/{name}/test',
  side: 'hub',
  permission: 'settings:manage',
  summary: 'Send a notice without content to a channel now, and say what its receiver answered',
  params: z.strictObject({ name: z.string().max(40) }),
  response: z.strictObject({ id: z.string(), isSent: z.boolean(), detail: z.string().nullable() }),
  refusals: ['not-found'],
})
