// The configuration: a JSON file and flags, parsed once at start and handed on. A misspelt key is an error, secrets are never shown.
import { readFileSync } from 'node:fs'
import { NoticeChannels, noticeDestination } from '@penstock/model/notices'
import { EventRetention, ListenerList } from '@penstock/model/sources'
import { z } from 'zod'

const StoreUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\/\S+$/, 'a URL such as postgresql://login:password@host:5432/database')

const TelemetryUrl = z
  .string()
  .regex(/^https?:\/\/[^/\s]+\/\w+$/, 'a URL such as https://login:password@host:8443/database')

/** An origin with HTTPS: browsers give passkeys to no other address, `localhost` aside. */
const Address = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text && text.startsWith('https://'), {
    message: 'an origin with HTTPS and nothing behind it, such as https://penstock.example.org',
  })

export const Configuration = z.strictObject({
  /** Folder of what is not in a server: embedded stores, captures, telemetry, keys. */
  data: z.string().min(1).default('data'),
  /** Port on localhost; 0 takes a free one. */
  port: z.coerce.number().int().min(0).max(65_535).default(8420),
  /** Where people reach the hub, behind a TLS proxy: an origin such as `https://penstock.example.org`. Passkeys are bound to it. */
  address: Address.optional(),
  logLevel: z.enum(['silent', 'warn', 'info']).default('warn'),
  /** Bytes of a register file that the hub takes in; 1 GiB when it is not said. */
  importLimitBytes: z.coerce
    .number()
    .int()
    .min(1)
    .max(2 ** 36)
    .optional(),
  /** Databases on a PostgreSQL server in place of the embedded stores: all three, each with a login of its own. */
  stores: z.strictObject({ core: StoreUrl, it: StoreUrl, ot: StoreUrl }).optional(),
  /** Databases on a ClickHouse server in place of the files of telemetry: one for each domain, with a login of its own. */
  telemetry: z
    .strictObject({ it: TelemetryUrl, ot: TelemetryUrl })
    .refine(({ it, ot }) => it !== ot, { message: 'two databases, one for each domain' })
    .optional(),
  /** Where events come in without a token: syslog by UDP, TCP and TLS, a file, a folder. Without them nothing of that is opened. */
  listeners: ListenerList.optional(),
  /** To whom notices leave, by mail or signed webhook, and of what. Without them nothing does. */
  notices: NoticeChannels.optional(),
  /** How long events stay at hand, in files, and at all; by domain. */
  retention: z.strictObject({ it: EventRetention.optional(), ot: EventRetention.optional() }).optional(),
})
export type Configuration = z.infer<typeof Configuration>

export type ConfigurationFault = { readonly place: string; readonly message: string }

/** The configuration of a file with flags over it, or every fault with its place. */
export function readConfiguration(
  file: string | undefined,
  flags: Readonly<Record<string, unknown>>,
): { readonly configuration: Configuration } | { readonly faults: readonly ConfigurationFault[] } {
  const given = file === undefined ? {} : readJson(file)
  if (isFaulty(given)) return given
  const set = Object.fromEntries(Object.entries(flags).filter(([, value]) => value !== undefined))
  const parsed = Configuration.safeParse({ ...given, ...set })
  if (parsed.success) return { configuration: parsed.data }
  const faults = parsed.error.issues.map((issue) => ({
    place: issue.path.join('.') || 'configuration',
    message: issue.message,
  }))
  return { faults }
}

function isFaulty(given: object): given is { readonly faults: readonly ConfigurationFault[] } {
  return 'faults' in given
}

function readJson(file: string): Record<string, unknown> | { readonly faults: readonly ConfigurationFault[] } {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
    return { faults: [{ place: file, message: 'a JSON object with keys such as data, port and stores' }] }
  } catch (cause) {
    return { faults: [{ place: file, message: cause instanceof Error ? cause.message : String(cause) }] }
  }
}

/** As it is in force, with every secret taken out. */
export function shownConfiguration(configuration: Configuration): unknown {
  const { stores, telemetry, notices } = configuration
  const shown = (urls: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(urls).map(([name, url]) => [name, withoutSecret(url)]))
  return {
    ...configuration,
    ...(stores === undefined ? {} : { stores: shown(stores) }),
    ...(telemetry === undefined ? {} : { telemetry: shown(telemetry) }),
    ...(notices === undefined ? {} : { notices: notices.map(shownChannel) }),
  }
}

/** The path of a webhook is often its secret. */
function shownChannel(channel: NoticeChannels[number]): NoticeChannels[number] {
  return channel.by === 'webhook' ? { ...channel, url: noticeDestination(channel) } : channel
}

function withoutSecret(text: string): string {
  const url = new URL(text)
  if (url.password !== '') url.password = '***'
  return url.href
}
