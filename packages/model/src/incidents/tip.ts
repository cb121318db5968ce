// The sanitised tip that crosses the boundary without its case: whitelisted indicators, a coarse time, and a commitment by which both cases can be
// linked later. No word of the source goes with it; every field is a code, a number or an indicator of a strict form.
import { type Domain, type EpochMicros, micros } from '@penstock/model/kernel'
import { isInternetAddress } from '@penstock/model/plant'
import { z } from 'zod'
import { IncidentSeverity, type ObservableKind, Pap, Tlp } from './vocabulary.ts'

/** Since 2 a tip may name accounts of the receiving side. */
export const SANITISER_VERSION = 2
/** Coarser than the shift of one person's deed. */
export const BUCKET_MINUTES = 15
const BUCKET_MICROS = BUCKET_MINUTES * 60_000_000

export const TipReason = z.enum([
  'engineer-account',
  'engineering-host',
  'vendor-account',
  'dmz-session',
  'shared-infrastructure',
  'ot-credential',
  'it-credential',
  'own-asset',
  'dependency',
])
export type TipReason = z.infer<typeof TipReason>

export const TipRequest = z.enum(['check', 'watch', 'verify-logic', 'verify-access', 'prepare-island-mode'])
export type TipRequest = z.infer<typeof TipRequest>

export const TipIndicatorKind = z.enum([
  'hash',
  'ip',
  'domain',
  'url',
  'device-serial',
  'dmz-host',
  'dmz-session',
  'vendor-account',
])
export type TipIndicatorKind = z.infer<typeof TipIndicatorKind>

/** Id of a record of the plant file. */
const RECORD = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const TECHNIQUE = /^T[01]\d{3}(?:\.\d{3})?$/

export const Tip = z.strictObject({
  scenario: z
    .string()
    .regex(/^XD-\d{2}$/)
    .nullable(),
  reason: TipReason,
  techniques: z.array(z.string().regex(TECHNIQUE)).max(40),
  timeBucket: z.strictObject({ from: z.int(), minutes: z.int().min(BUCKET_MINUTES) }),
  confidence: z.int().min(0).max(100),
  severity: IncidentSeverity,
  tlp: Tlp,
  pap: Pap,
  indicators: z.array(z.strictObject({ kind: TipIndicatorKind, value: z.string() })),
  /** Assets of the receiving side. */
  entities: z.array(z.string().regex(/^ast_[0-7][0-9a-hjkmnp-tv-z]{25}$/)).max(200),
  /** Accounts of the receiving side, by their ids in the register of the plant. */
  accounts: z.array(z.string().regex(RECORD)).max(200).default([]),
  request: TipRequest,
  playbook: z
    .string()
    .regex(/^XD-\d{2}$/)
    .nullable(),
  expiresAt: z.int(),
  commitment: z.string().regex(/^[0-9a-f]{64}$/),
  sanitiser: z.union([z.literal(1), z.literal(SANITISER_VERSION)]),
  /** Null: sent by rule, as a tip of high severity is. */
  approver: z.string().nullable(),
})
export type Tip = z.infer<typeof Tip>

export interface TipSource {
  readonly scenario: string | null
  readonly reason: TipReason
  readonly techniques: readonly string[]
  readonly at: EpochMicros
  readonly confidence: number
  readonly severity: IncidentSeverity
  readonly observables: readonly {
    readonly type: ObservableKind
    readonly value: string
    readonly tlp: Tlp
    readonly pap: Pap
  }[]
  readonly entities: readonly { readonly asset: string; readonly domain: Domain }[]
  readonly accounts?: readonly { readonly account: string; readonly domain: Domain }[]
  readonly request: TipRequest
  readonly expiresAt: EpochMicros
}

const MOST_NAMED = 200

export interface Sanitised {
  readonly tip: Tip
  /** Observables that stayed at home. */
  readonly withheld: number
}

/** `commitment` is the SHA-256 of `commitmentText`, reckoned by whoever has the nonce. */
export function sanitise(
  source: TipSource,
  to: Domain,
  { commitment, approver }: { readonly commitment: string; readonly approver: string | null },
): Sanitised {
  const scenario = source.scenario !== null && /^XD-\d{2}$/.test(source.scenario) ? source.scenario : null
  const carried = source.observables
    .map((one) => ({ one, indicator: indicatorOf(one.type, one.value) }))
    .filter(({ one, indicator }) => indicator !== null && one.tlp !== 'red')
  const indicators = [
    ...new Map(carried.map(({ indicator }) => [`${indicator!.kind} ${indicator!.value}`, indicator!])).values(),
  ]
  const tip: Tip = {
    scenario,
    reason: source.reason,
    techniques: [...new Set(source.techniques.filter((one) => TECHNIQUE.test(one)))].slice(0, 40),
    timeBucket: { from: bucketOf(source.at), minutes: BUCKET_MINUTES },
    confidence: source.confidence,
    severity: source.severity,
    tlp: strictest(
      Tlp.options,
      carried.map(({ one }) => one.tlp),
    ),
    pap: strictest(
      Pap.options,
      carried.map(({ one }) => one.pap),
    ),
    indicators,
    entities: source.entities
      .filter(({ domain }) => domain === to)
      .map(({ asset }) => asset)
      .slice(0, MOST_NAMED),
    accounts: (source.accounts ?? [])
      .filter(({ account, domain }) => domain === to && RECORD.test(account))
      .map(({ account }) => account)
      .slice(0, MOST_NAMED),
    request: source.request,
    playbook: scenario,
    expiresAt: source.expiresAt,
    commitment,
    sanitiser: SANITISER_VERSION,
    approver,
  }
  return { tip, withheld: source.observables.length - carried.length }
}

/** A tip of critical or high severity goes by rule; any other one waits for a person. */
export function goesByRule(severity: IncidentSeverity): boolean {
  return severity <= 2
}

/** What the commitment is the hash of: the case and a nonce that stays at home. */
export function commitmentText(caseId: string, nonce: string): string {
  return `${caseId}\u0000${nonce}`
}

export function bucketOf(at: EpochMicros): EpochMicros {
  return micros(Math.floor(at / BUCKET_MICROS) * BUCKET_MICROS)
}

const HASH = /^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$/
const NAME = /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$/
const CODE = /^[A-Za-z0-9][A-Za-z0-9._-]{2,63}$/

/** The indicator as it may cross, in one spelling; null for what may not, or is not of the form that it says. */
export function indicatorOf(
  type: ObservableKind,
  value: string,
): { readonly kind: TipIndicatorKind; readonly value: string } | null {
  const text = value.trim()
  const lower = text.toLowerCase()
  switch (type) {
    case 'hash':
      return HASH.test(lower) ? { kind: 'hash', value: lower } : null
    case 'ip':
      return isInternetAddress(lower) ? { kind: 'ip', value: lower } : null
    case 'domain':
      return NAME.test(lower) && !isInternalName(lower) ? { kind: 'domain', value: lower } : null
    case 'url':
      return urlIndicator(lower)
    case 'device-serial':
    case 'dmz-host':
    case 'dmz-session':
    case 'vendor-account':
      return CODE.test(text) ? { kind: type, value: text } : null
    case 'account':
    case 'host':
    case 'mail-address':
    case 'file-name':
    case 'asset':
    case 'other':
      return null
  }
}

/** Scheme and host only: path, query, user and fragment may name people. */
function urlIndicator(text: string): { readonly kind: 'url'; readonly value: string } | null {
  const match = /^(https?):\/\/([^/?#@\s:]+)(?::\d{1,5})?(?:[/?#]|$)/.exec(text)
  if (match === null) return null
  const [, scheme = '', host = ''] = match
  const isNamed = NAME.test(host) && !isInternalName(host)
  return isNamed || isInternetAddress(host) ? { kind: 'url', value: `${scheme}://${host}/` } : null
}

function isInternalName(name: string): boolean {
  return /\.(?:local|lan|internal|intranet|corp|home|localdomain|arpa|test|invalid)$/.test(name)
}

/** The strictest of those that go along; amber where none does. */
function strictest<const Word extends string>(order: readonly Word[], words: readonly Word[]): Word {
  return order.find((word) => words.includes(word)) ?? (order.find((word) => word === 'amber') as Word)
}
