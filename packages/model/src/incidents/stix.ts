// Indicators of a case as STIX 2.1 (OASIS Standard, 2021-06-10), out and in: hashes, addresses of the internet, domains and URLs, with their
// Traffic Light Protocol 2.0 marking. What does not go or does not come is named with its place and the reason; TLP:RED never leaves.
import { accept, type EpochMicros, isoOfMicros, microsOfIso, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import { indicatorOf } from './tip.ts'
import { type ObservableKind, Pap, Tlp } from './vocabulary.ts'

/** Of TLP 2.0 in STIX, as OASIS publishes them (cti-stix-common-objects). */
const TLP_EXTENSION = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d'
const TLP_CREATED = '2022-10-01T00:00:00.000Z'
const TLP_2: Readonly<Record<Tlp, { readonly id: string; readonly word: string }>> = {
  clear: { id: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487', word: 'clear' },
  green: { id: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb', word: 'green' },
  amber: { id: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421', word: 'amber' },
  'amber-strict': { id: 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003', word: 'amber+strict' },
  red: { id: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1', word: 'red' },
}
/** TLP 1.0, which STIX 2.1 predefines (7.2.1.4): read, never written. */
const TLP_1: Readonly<Record<string, Tlp>> = {
  'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9': 'clear',
  'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da': 'green',
  'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82': 'amber',
  'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed': 'red',
}

export const STIX_KINDS = ['hash', 'ip', 'domain', 'url'] as const satisfies readonly ObservableKind[]
export type StixKind = (typeof STIX_KINDS)[number]

export interface Marked {
  readonly type: ObservableKind
  readonly value: string
  readonly tlp: Tlp
  readonly pap: Pap
}

export type StixLeft = {
  /** Position among the observables, or path in the bundle. */
  readonly place: string
  readonly why: 'tlp-red' | 'kind' | 'form' | 'pattern' | 'marking' | 'ended' | 'twice'
}

export interface StixBundle {
  readonly bundle: Readonly<Record<string, unknown>>
  readonly written: number
  readonly left: readonly StixLeft[]
}

/** `idOf` makes a UUID of a text, the same one for the same text. */
export function writeStix(
  observables: readonly (Marked & { readonly at: EpochMicros })[],
  key: string,
  idOf: (text: string) => string,
): StixBundle {
  const left: StixLeft[] = []
  const objects = new Map<string, Readonly<Record<string, unknown>>>()
  const used = new Set<Tlp>()
  for (const [at, one] of observables.entries()) {
    const place = `observables.${at}`
    const kind = STIX_KINDS.find((each) => each === one.type)
    const indicator = indicatorOf(one.type, one.value)
    if (one.tlp === 'red') left.push({ place, why: 'tlp-red' })
    else if (kind === undefined) left.push({ place, why: 'kind' })
    else if (indicator === null) left.push({ place, why: 'form' })
    else {
      const id = `indicator--${idOf(`${key} ${kind} ${indicator.value}`)}`
      if (objects.has(id)) left.push({ place, why: 'twice' })
      else {
        used.add(one.tlp)
        objects.set(id, indicatorObject(id, { ...one, type: kind, value: indicator.value }))
      }
    }
  }
  const markings = [...used].map((tlp) => ({
    ...{ type: 'marking-definition', spec_version: '2.1', id: TLP_2[tlp].id, created: TLP_CREATED },
    name: `TLP:${TLP_2[tlp].word.toUpperCase()}`,
    extensions: { [TLP_EXTENSION]: { extension_type: 'property-extension', tlp_2_0: TLP_2[tlp].word } },
  }))
  const bundle = { type: 'bundle', id: `bundle--${idOf(key)}`, objects: [...markings, ...objects.values()] }
  return { bundle, written: objects.size, left }
}

function indicatorObject(id: string, { type, value, tlp, pap, at }: Marked & { readonly at: EpochMicros }) {
  const instant = stixInstant(at)
  return {
    ...{ type: 'indicator', spec_version: '2.1', id, created: instant, modified: instant },
    ...{ name: value, indicator_types: ['unknown'], pattern: patternOf(type as StixKind, value), pattern_type: 'stix' },
    ...{ valid_from: instant, labels: [`pap:${pap}`], object_marking_refs: [TLP_2[tlp].id] },
  }
}

/** STIX wants milliseconds at least; microseconds are more than its readers take. */
function stixInstant(at: EpochMicros): string {
  return `${isoOfMicros(at).slice(0, 23)}Z`
}

const HASHES = { 32: 'MD5', 40: "'SHA-1'", 64: "'SHA-256'" } as const

function patternOf(kind: StixKind, value: string): string {
  const path =
    kind === 'hash'
      ? `file:hashes.${HASHES[value.length as keyof typeof HASHES]}`
      : kind === 'ip'
        ? `${value.includes(':') ? 'ipv6' : 'ipv4'}-addr:value`
        : kind === 'domain'
          ? 'domain-name:value'
          : 'url:value'
  return `[${path} = '${value.replaceAll(/[\\']/g, String.raw`\$&`)}']`
}

const MOST_OBJECTS = 2000
const Bundle = z.looseObject({
  type: z.literal('bundle'),
  id: z.string(),
  objects: z.array(z.looseObject({ type: z.string(), id: z.string() })).max(MOST_OBJECTS),
})
const Indicator = z.looseObject({
  pattern: z.string().max(10_000),
  pattern_type: z.string(),
  object_marking_refs: z.array(z.string()).optional(),
  labels: z.array(z.string()).optional(),
  revoked: z.boolean().optional(),
  valid_until: z.string().optional(),
})

export type StixRefusal = { readonly code: 'incidents.no-bundle'; readonly place: string; readonly message: string }

/** Indicators of one comparison each; objects that are none are passed over, and an indicator that cannot be read is named. */
export function readStix(
  value: unknown,
  now: EpochMicros,
): Result<{ readonly observables: readonly Marked[]; readonly left: readonly StixLeft[] }, StixRefusal> {
  const parsed = Bundle.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refuse({
      code: 'incidents.no-bundle',
      place: issue?.path.join('.') || 'bundle',
      message: issue?.message ?? 'no bundle',
    })
  }
  const left: StixLeft[] = []
  const found = new Map<string, Marked>()
  for (const [at, object] of parsed.data.objects.entries()) {
    if (object.type !== 'indicator') continue
    const place = `objects.${at}`
    const one = readIndicator(object, now)
    if ('why' in one) left.push({ place: `${place}${one.at}`, why: one.why })
    else if (found.has(`${one.type} ${one.value}`)) left.push({ place, why: 'twice' })
    else found.set(`${one.type} ${one.value}`, one)
  }
  return accept({ observables: [...found.values()], left })
}

function readIndicator(
  object: unknown,
  now: EpochMicros,
): Marked | { readonly why: StixLeft['why']; readonly at: string } {
  const parsed = Indicator.safeParse(object)
  if (!parsed.success || parsed.data.pattern_type !== 'stix') return { why: 'pattern', at: '.pattern' }
  const { pattern, object_marking_refs: refs = [], labels = [], revoked, valid_until: until } = parsed.data
  const end = until === undefined ? null : microsOfIso(until)
  if (revoked === true || (end !== null && end <= now)) return { why: 'ended', at: '' }
  const compared = readPattern(pattern)
  if (compared === null) return { why: 'pattern', at: '.pattern' }
  const indicator = indicatorOf(compared.type, compared.value)
  if (indicator === null) return { why: 'form', at: '.pattern' }
  const tlp = markingOf(refs)
  if (tlp === null) return { why: 'marking', at: '.object_marking_refs' }
  const pap = Pap.options.find((each) => labels.some((label) => label.toLowerCase() === `pap:${each}`)) ?? 'amber'
  return { type: compared.type, value: indicator.value, tlp, pap }
}

const PATTERN =
  /^\s*\[\s*(file:hashes\.(?:MD5|'?SHA-1'?|'?SHA-256'?)|ipv4-addr:value|ipv6-addr:value|domain-name:value|url:value)\s*=\s*'((?:[^'\\]|\\['\\])*)'\s*\]\s*$/

function readPattern(pattern: string): { readonly type: StixKind; readonly value: string } | null {
  const match = PATTERN.exec(pattern)
  if (match === null) return null
  const [, path = '', quoted = ''] = match
  const value = quoted.replaceAll(/\\(['\\])/g, '$1')
  if (path.startsWith('file')) return { type: 'hash', value }
  if (path.startsWith('ip')) return { type: 'ip', value }
  return { type: path.startsWith('domain') ? 'domain' : 'url', value }
}

/** The strictest of the markings; amber without one, null where one is not of TLP: nobody knows what it asks for. */
function markingOf(refs: readonly string[]): Tlp | null {
  if (refs.length === 0) return 'amber'
  const known = refs.map((id) => TLP_1[id] ?? Tlp.options.find((tlp) => TLP_2[tlp].id === id) ?? null)
  return known.includes(null) ? null : (Tlp.options.find((tlp) => known.includes(tlp)) ?? null)
}
