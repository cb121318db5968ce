// Notices: who is told outside of the product that something waits in it, and what such a message may hold.
export { NoticeChannel, NoticeChannels, NoticeKind, NoticeSide, noticeDestination } from './channel.ts'
export { isFor, mailOf, type NoticeBody, noticeOf, type Occasion, oneLine } from './notice.ts'
export { nearFrom, nextTry } from './timing.ts'
