// What a filter of conversations may say. Everything is bounded text, a word of a list or an instant: nothing of it is a pattern.
import { IsoInstant, SiteKey } from '@penstock/model/kernel'
import { FunctionKind } from '@penstock/model/observations'
import { z } from 'zod'

/** `<7d`: within the last seven days; `>30d`: longer ago than thirty. Minutes, hours, days. */
export const Within = z.string().regex(/^[<>][1-9]\d{0,3}[mhd]$/, 'as in <7d, >30d or <12h')

/** An asset as people call it: reference, register id, name, address or id. */
const AssetName = z.string().trim().min(1).max(120)
const Zone = z.string().min(1).max(80)

export const ConversationVerdict = z.enum(['allowed', 'not-allowed', 'unknown'])

export const ConversationFilter = z.strictObject({
  site: SiteKey.optional(),
  /** The beginning of a name, register id or address of either end. */
  text: z.string().trim().min(1).max(120).optional(),
  asset: AssetName.optional(),
  client: AssetName.optional(),
  server: AssetName.optional(),
  /** Either end. `with` is then the other one. */
  zone: Zone.optional(),
  with: Zone.optional(),
  /** Zone of the client, zone of the server. */
  from: Zone.optional(),
  to: Zone.optional(),
  /** The beginning of the protocol's name: `modbus` finds `modbus-tcp`. */
  protocol: z.string().trim().min(1).max(60).optional(),
  kind: FunctionKind.optional(),
  verdict: z.enum([...ConversationVerdict.options, 'unjudged']).optional(),
  conduit: z.string().min(1).max(80).optional(),
  domain: z.enum(['it', 'ot']).optional(),
  crosses: z.stringbool().optional(),
  answered: z.stringbool().optional(),
  seen: Within.optional(),
  began: Within.optional(),
  /** As the hub knew it at this instant; `seen` and `began` count from it. */
  asOf: IsoInstant.optional(),
})
export type ConversationFilter = z.output<typeof ConversationFilter>

export const ConversationSort = z.enum(['lastAt', '-lastAt', 'firstAt', '-firstAt', 'bytes', '-bytes'])
export type ConversationSort = z.infer<typeof ConversationSort>

/** Columns of the list and of its export. */
export const ConversationColumn = z.enum([
  'client',
  'server',
  'protocol',
  'kinds',
  'verdict',
  'rule',
  'conduit',
  'clientZone',
  'serverZone',
  'clientAddress',
  'serverAddress',
  'answered',
  'packets',
  'bytes',
  'firstAt',
  'lastAt',
  'domain',
  'site',
])
export type ConversationColumn = z.infer<typeof ConversationColumn>

/** Which assets a filter names with `asset`, `client`, `server` or `text`; a graph of assets starts from one of these or from a narrower question. */
export function isQuestion(filter: Readonly<Partial<Record<keyof ConversationFilter, unknown>>>): boolean {
  const { site: _site, domain: _domain, asOf: _asOf, ...asked } = filter
  return Object.values(asked).some((value) => value !== undefined)
}
