// OpenVEX 0.2.0 text to an advisory: each statement says of products and one weakness whether they are affected, and why not.
// Source: OpenVEX specification v0.2.0, "Document" and "Statement".
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { z } from 'zod'
import type { Advisory, ProductLeaf, ProductStatus, Weakness } from '../advisory.ts'
import type { FeedFault } from '../fault.ts'
import { parseFeed } from './parse-json.ts'
import { leafOfProduct, productOfCpe, productOfPurl } from './product-refs.ts'
import { repairedText } from './text.ts'

export const OPENVEX_CONTEXT = 'https://openvex.dev/ns'

const Text = z.string()
const Product = z.object({
  '@id': Text.optional(),
  identifiers: z.object({ purl: Text.optional(), cpe23: Text.optional(), cpe22: Text.optional() }).optional(),
})
const Statement = z.object({
  vulnerability: z.object({ name: Text.min(1) }),
  products: z.array(Product).optional(),
  status: z.enum(['not_affected', 'affected', 'fixed', 'under_investigation']),
  justification: Text.optional(),
  impact_statement: Text.optional(),
  action_statement: Text.optional(),
})
const Document = z.object({
  '@context': Text.startsWith(OPENVEX_CONTEXT, `expected ${OPENVEX_CONTEXT}/v0.2.0`),
  '@id': Text.min(1),
  author: Text,
  timestamp: Text,
  last_updated: Text.optional(),
  version: z.union([z.int(), Text]),
  statements: z.array(Statement).min(1),
})
type Statement = z.infer<typeof Statement>

const STATUS: Readonly<Record<Statement['status'], ProductStatus>> = {
  not_affected: 'not-affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under-investigation',
}

/** The advisory, or every fault with its JSON path. A `not_affected` must say why (specification, "Status Labels"). */
export function readOpenVex(text: string): Result<Advisory, readonly FeedFault[]> {
  const read = parseFeed(text, Document)
  if (!read.ok) return read
  const { author, timestamp, statements, version, last_updated: updated = timestamp } = read.value
  const faults = statements.flatMap(faultsOf)
  if (faults.length > 0) return refuse(faults)
  const leaves = new Map<string, ProductLeaf>()
  const weaknesses = statements.map((statement) => weaknessOf(statement, leaves))
  return accept({
    id: repairedText(read.value['@id']),
    title: `VEX by ${repairedText(author)}`,
    publisher: repairedText(author),
    format: 'OpenVEX',
    isVex: true,
    status: 'final',
    version: String(version),
    initialDate: timestamp,
    currentDate: updated,
    revisions: [{ number: String(version), date: updated, summary: '' }],
    isWithdrawn: false,
    leaves: [...leaves.values()],
    weaknesses,
  })
}

function faultsOf(
  { status, justification, impact_statement: impact, products }: Statement,
  at: number,
): readonly FeedFault[] {
  const faults: FeedFault[] = []
  const path = `$.statements[${at}]`
  if (status === 'not_affected' && justification === undefined && impact === undefined)
    faults.push({ path, message: 'says "not_affected" and neither a justification nor an impact statement' })
  for (const [place, product] of (products ?? []).entries())
    if (productOf(product) === null)
      faults.push({ path: `${path}.products[${place}]`, message: 'names no product by package URL or CPE' })
  return faults
}

function weaknessOf(statement: Statement, leaves: Map<string, ProductLeaf>): Weakness {
  const { vulnerability, products = [], justification, impact_statement: impact, action_statement: action } = statement
  const own = products.map((product) => {
    const { key, cpe, named } = productOf(product)!
    const leaf = leaves.get(key) ?? leafOfProduct(key, named, cpe)
    leaves.set(key, leaf)
    return key
  })
  const reason = [justification, impact].filter((one) => one !== undefined).join(': ')
  return {
    id: vulnerability.name,
    status: new Map(own.map((key) => [key, STATUS[statement.status]])),
    cvss: null,
    reasons: new Map(reason === '' ? [] : own.map((key) => [key, repairedText(reason)])),
    remediations:
      action === undefined ? [] : [{ kind: 'mitigation', text: repairedText(action), leaves: new Set(own) }],
  }
}

function productOf(product: z.infer<typeof Product>) {
  const { purl, cpe23, cpe22 } = product.identifiers ?? {}
  for (const text of [purl, product['@id'], cpe23, cpe22]) {
    const isCpe = text?.startsWith('cpe:') === true
    const named = text === undefined ? null : isCpe ? productOfCpe(text) : productOfPurl(text)
    if (named !== null) return { key: text!, named, cpe: isCpe ? text! : null }
  }
  return null
}
