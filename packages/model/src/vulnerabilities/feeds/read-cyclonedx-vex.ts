// CycloneDX VEX (JSON, 1.4 to 1.7) to an advisory: what a document says of weaknesses in the components that it lists or links to.
// Source: ECMA-424 (CycloneDX 1.6), "vulnerabilities"; the same members stand in 1.4 and 1.5.
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Advisory, ProductLeaf, ProductStatus, Remediation, Weakness } from '../advisory.ts'
import type { FeedFault } from '../fault.ts'
import { CycloneDxComponent, type KnownComponent, listComponents, Party } from './cyclonedx-component.ts'
import { parseFeed } from './parse-json.ts'
import { leafOfProduct, productOfPurl } from './product-refs.ts'
import { repairedText } from './text.ts'

const Text = z.string()
const Affected = z.object({
  ref: Text.min(1),
  versions: z
    .array(
      z.object({
        version: Text.optional(),
        range: Text.optional(),
        status: z.enum(['affected', 'unaffected', 'unknown']).optional(),
      }),
    )
    .optional(),
})

const State = z.enum([
  'resolved',
  'resolved_with_pedigree',
  'exploitable',
  'in_triage',
  'false_positive',
  'not_affected',
])

const Vulnerability = z.object({
  id: Text.min(1),
  ratings: z
    .array(z.object({ score: z.number().optional(), method: Text.optional(), vector: Text.optional() }))
    .optional(),
  recommendation: Text.optional(),
  workaround: Text.optional(),
  analysis: z
    .object({
      state: State.optional(),
      justification: Text.optional(),
      detail: Text.optional(),
      response: z.array(Text).optional(),
    })
    .optional(),
  affects: z.array(Affected).optional(),
})
type Vulnerability = z.infer<typeof Vulnerability>

const Document = z.object({
  bomFormat: z.literal('CycloneDX'),
  specVersion: Text,
  serialNumber: Text.min(1, 'is needed: without it a later version cannot be told from another document'),
  version: z.int().default(1),
  metadata: z.object({
    timestamp: Text,
    component: CycloneDxComponent.optional(),
    supplier: Party.optional(),
    manufacturer: Party.optional(),
    manufacture: Party.optional(),
    authors: z.array(Party).optional(),
  }),
  components: z.array(CycloneDxComponent).optional(),
  vulnerabilities: z
    .array(Vulnerability)
    .min(1, 'holds no vulnerability: it is a bill of materials, and says nothing of weaknesses'),
})

const STATUS: Readonly<Record<z.infer<typeof State>, ProductStatus>> = {
  resolved: 'fixed',
  resolved_with_pedigree: 'fixed',
  exploitable: 'affected',
  in_triage: 'under-investigation',
  false_positive: 'not-affected',
  not_affected: 'not-affected',
}

/** The advisory, or every fault with its JSON path. */
export function readCycloneDxVex(text: string): Result<Advisory, readonly FeedFault[]> {
  const read = parseFeed(text, Document)
  if (!read.ok) return read
  const { metadata, serialNumber, version, components = [], vulnerabilities } = read.value
  const subjects = metadata.component === undefined ? [] : [metadata.component]
  const products = new Map<string, KnownComponent>()
  for (const known of listComponents([...subjects, ...components]))
    for (const key of known.keys) if (!products.has(key)) products.set(key, known)
  const leaves = new Map<string, ProductLeaf>()
  const faults: FeedFault[] = []
  const weaknesses = vulnerabilities.map((one, at) =>
    weaknessOf(one, `$.vulnerabilities[${at}]`, products, leaves, faults),
  )
  if (faults.length > 0) return refuse(faults)
  const subject = metadata.component?.name
  const publisher = [metadata.supplier, metadata.manufacturer, metadata.manufacture, ...(metadata.authors ?? [])].find(
    (party) => party?.name !== undefined,
  )?.name
  return accept({
    id: repairedText(serialNumber),
    title: `VEX${subject === undefined ? '' : ` of ${repairedText(subject)}`}`,
    publisher: repairedText(publisher ?? 'not told'),
    format: 'CycloneDX',
    isVex: true,
    status: 'final',
    version: String(version),
    initialDate: metadata.timestamp,
    currentDate: metadata.timestamp,
    revisions: [{ number: String(version), date: metadata.timestamp, summary: '' }],
    isWithdrawn: false,
    leaves: [...leaves.values()],
    weaknesses,
  })
}

function weaknessOf(
  one: Vulnerability,
  path: string,
  products: ReadonlyMap<string, KnownComponent>,
  leaves: Map<string, ProductLeaf>,
  faults: FeedFault[],
): Weakness {
  const told = one.analysis?.state === undefined ? 'affected' : STATUS[one.analysis.state]
  const reason = [one.analysis?.justification, one.analysis?.detail].filter((text) => text !== undefined).join(': ')
  const status = new Map<string, ProductStatus>()
  for (const [at, { ref, versions = [] }] of (one.affects ?? []).entries()) {
    const linked = refOfLink(ref)
    const named = products.get(ref)?.named ?? products.get(linked)?.named ?? productOfPurl(linked)
    if (named === null) {
      faults.push({
        path: `${path}.affects[${at}].ref`,
        message: `"${ref}" is no component of this document and no package URL`,
      })
      continue
    }
    const cpe = products.get(ref)?.cpe ?? products.get(linked)?.cpe ?? null
    const slots =
      versions.length === 0 ? [{ version: named.version ?? undefined, range: undefined, status: undefined }] : versions
    for (const slot of slots) {
      const text = slot.version ?? slot.range ?? null
      const id = `${ref} ${text ?? '*'}`
      const leaf = leafOfProduct(id, { ...named, version: text }, cpe)
      leaves.set(id, { ...leaf, isRange: slot.version === undefined && slot.range !== undefined })
      status.set(id, slot.status === undefined || slot.status === 'affected' ? told : OF_VERSION[slot.status])
    }
  }
  const spared = [...status].filter(([, state]) => state === 'not-affected' || state === 'fixed').map(([id]) => id)
  return {
    id: one.id,
    status,
    cvss: vectorOf(one),
    reasons: new Map(reason === '' ? [] : spared.map((id) => [id, repairedText(reason)])),
    remediations: remediationsOf(one),
  }
}

const OF_VERSION = { unaffected: 'not-affected', unknown: 'under-investigation' } as const

/** The component behind a BOM-Link (`urn:cdx:serial/version#ref`); what is none is itself. */
function refOfLink(ref: string): string {
  const at = ref.startsWith('urn:cdx:') ? ref.indexOf('#') : -1
  if (at < 0) return ref
  try {
    return decodeURIComponent(ref.slice(at + 1))
  } catch {
    return ref.slice(at + 1)
  }
}

function vectorOf({ ratings = [] }: Vulnerability): string | null {
  const worst = ratings
    .filter(({ vector }) => vector !== undefined && vector !== '')
    .toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0))[0]
  if (worst?.vector === undefined) return null
  // Some write the version in `method` and not in the vector.
  const version = { CVSSv3: '3.0', CVSSv31: '3.1', CVSSv4: '4.0' }[worst.method ?? '']
  return worst.vector.startsWith('CVSS:') || version === undefined ? worst.vector : `CVSS:${version}/${worst.vector}`
}

function remediationsOf({ recommendation, workaround, analysis }: Vulnerability): readonly Remediation[] {
  const response = analysis?.response ?? []
  const told: Remediation[] = []
  if (response.includes('can_not_fix') || response.includes('will_not_fix'))
    told.push({ kind: 'no_fix_planned', text: repairedText(analysis?.detail ?? ''), leaves: null })
  if (recommendation !== undefined) told.push({ kind: 'vendor_fix', text: repairedText(recommendation), leaves: null })
  if (workaround !== undefined) told.push({ kind: 'workaround', text: repairedText(workaround), leaves: null })
  return told
}
