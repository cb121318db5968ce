// Notices in the hub: mails and signed webhooks to whom the configuration names.
export type { SilentSource } from './occasions.ts'
export { NoticePost } from './post.ts'
export { serveNotices } from './routes.ts'
export { NoticesService } from './service.ts'
