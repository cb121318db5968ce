// Channels of notices as the configuration states them: to whom, which kinds, and by which way. Nothing is sent to anybody whom it does not name.
import { SiteKey } from '@penstock/model/kernel'
import { z } from 'zod'

export const NoticeKind = z.enum([
  'handoff-sent',
  'deadline-near',
  'break-glass',
  'source-silent',
  'case-opened',
  'detection-critical',
])
export type NoticeKind = z.infer<typeof NoticeKind>

/** Whose people read it: those of a domain, or the auditors of both. */
export const NoticeSide = z.enum(['it', 'ot', 'audit'])
export type NoticeSide = z.infer<typeof NoticeSide>

/** One line of an address: no control, no space, no list of several. */
const MailAddress = z
  .string()
  .max(254)
  .regex(/^[\w.!#$%&'*+/=?^`{|}~-]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, 'one address, such as soc@example.org')
const Path = z.string().min(1).max(1000)

const Common = {
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, '1 to 40 small letters, digits and hyphens'),
  side: NoticeSide,
  kinds: z.array(NoticeKind).min(1),
  /** Only of these sites; of every site without it. */
  sites: z.array(SiteKey).min(1).optional(),
  /** Of cases and handoffs only those of this team. */
  team: z.string().trim().min(1).max(80).optional(),
  /** PEM file of the authority that signed the receiver's certificate, where that is one's own. */
  authority: Path.optional(),
}

const MailChannel = z.strictObject({
  ...Common,
  by: z.literal('mail'),
  host: z.string().regex(/^[a-z0-9.:-]{1,253}$/i, 'a host name or an address'),
  port: z.int().min(1).max(65_535).default(587),
  /** `starttls` refuses to go on without it; `none` is for a relay on the same machine. */
  tls: z.enum(['starttls', 'implicit', 'none']).default('starttls'),
  user: z.string().min(1).max(200).optional(),
  /** File of the password, read anew for every message. */
  passwordFile: Path.optional(),
  from: MailAddress,
  to: z.array(MailAddress).min(1).max(20),
})

const WebhookChannel = z.strictObject({
  ...Common,
  by: z.literal('webhook'),
  url: z.string().max(2000),
  /** File of the key that signs, read anew for every message. */
  secretFile: Path,
})

export const NoticeChannel = z
  .discriminatedUnion('by', [MailChannel, WebhookChannel])
  .superRefine((channel, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
    if (channel.side === 'audit' && channel.kinds.some((kind) => kind !== 'break-glass'))
      fault('kinds', 'auditors are told of break-glass; the rest is of a domain')
    if (channel.by === 'webhook') {
      if (!isSafeUrl(channel.url))
        fault('url', 'an address with https, or with http on this machine, without a login in it')
    } else if (channel.tls === 'none' && !isLoopback(channel.host))
      fault('tls', 'without TLS only to a relay on this machine')
    else if ((channel.user === undefined) !== (channel.passwordFile === undefined))
      fault('passwordFile', 'a user and the file of its password, or neither')
  })
export type NoticeChannel = z.infer<typeof NoticeChannel>

export const NoticeChannels = z
  .array(NoticeChannel)
  .max(32)
  .superRefine((all, context) => {
    for (const [at, { name }] of all.entries())
      if (all.slice(0, at).some((other) => other.name === name))
        context.addIssue({ code: 'custom', path: [at, 'name'], message: `${name} is the name of another channel` })
  })

export type NoticeChannels = z.infer<typeof NoticeChannels>

/** Where it goes, as a page may show it: the path of a webhook is often its secret. */
export function noticeDestination(channel: NoticeChannel): string {
  if (channel.by === 'webhook') return `${channel.url.split('/').slice(0, 3).join('/')}/…`
  return `${channel.to.join(', ')} (${channel.host}:${channel.port})`
}

function isSafeUrl(text: string): boolean {
  const found = /^(https?):\/\/(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?(\/[!-~]*)?$/i.exec(text)
  if (found === null) return false
  return found[1]?.toLowerCase() === 'https' || isLoopback((found[2] ?? '').replaceAll(/^\[|\]$/g, ''))
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host)
}
