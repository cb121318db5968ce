// Tables of notices that leave the product.
import type { NoticeBody, NoticeSide } from '@penstock/model/notices'
import { instant, instantOrNull, integer, json, text, textOrNull, uuid, words } from './column.ts'

export const noticeTables = {
  notice_channel: { name: text, since: instant, looked_to: instant },
  notice: {
    id: uuid,
    channel: text,
    kind: text,
    side: words<NoticeSide>(),
    body: json<NoticeBody>(),
    made_at: instant,
    state: words<'waiting' | 'sent' | 'held' | 'given-up'>(),
    tries: integer,
    next_at: instant,
    sent_at: instantOrNull,
    failed_at: instantOrNull,
    detail: textOrNull,
  },
} as const
