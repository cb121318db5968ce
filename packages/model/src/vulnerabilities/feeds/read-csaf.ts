// CSAF 2.0 and 2.1 text to an advisory: the product tree walked to its leaves, status, remediations and revisions.
// Source: OASIS CSAF 2.0 §3.2.
import { accept, type Result } from '@penstock/model/kernel'
import type { Advisory, ProductLeaf, ProductStatus, Remediation, Weakness } from '../advisory.ts'
import type { FeedFault } from '../fault.ts'
import { type CsafBranch, CsafDocument } from './csaf-shape.ts'
import { parseFeed } from './parse-json.ts'
import { repairedText } from './text.ts'

/** The advisory, or every fault with its JSON path. */
export function readCsaf(text: string): Result<Advisory, readonly FeedFault[]> {
  const read = parseFeed(text, CsafDocument)
  if (!read.ok) return read
  const { document, product_tree: tree, vulnerabilities } = read.value
  const { tracking } = document
  const groups = new Map(tree?.product_groups?.map((group) => [group.group_id, group.product_ids]))
  const revisions = tracking.revision_history.map(({ number, date, summary }) => ({ number, date, summary }))
  return accept({
    id: repairedText(tracking.id),
    title: repairedText(document.title),
    publisher: repairedText(document.publisher.name),
    format: `CSAF ${document.csaf_version}`,
    isVex: document.category === 'csaf_vex',
    status: tracking.status,
    version: tracking.version,
    initialDate: tracking.initial_release_date,
    currentDate: tracking.current_release_date,
    revisions,
    isWithdrawn: isWithdrawal(document.title, revisions.at(-1)?.summary ?? ''),
    leaves: leavesOf(tree),
    weaknesses: (vulnerabilities ?? []).map((one, at) => weaknessOf(one, `${tracking.id} no. ${at + 1}`, groups)),
  })
}

type Tree = CsafDocument['product_tree']
type Product = NonNullable<CsafBranch['product']>

/** CSAF has no member for it: a publisher says it in the title, or in the summary of the last revision. */
function isWithdrawal(title: string, lastSummary: string): boolean {
  return (
    /^\W*(withdrawn|revoked|retracted)\b|\((withdrawn|revoked|retracted)\)/i.test(title) ||
    /\b(advisory|document|this)\b.{0,30}\b(is|was|has been) (withdrawn|revoked|retracted)|^\W*(withdrawn|revoked|retracted)\b|\bwithdraws? (the|this) (advisory|document)/i.test(
      lastSummary,
    )
  )
}

function leavesOf(tree: Tree): readonly ProductLeaf[] {
  const leaves: ProductLeaf[] = []
  for (const branch of tree?.branches ?? []) walk(branch, [], leaves)
  for (const product of tree?.full_product_names ?? []) leaves.push(leafOf(product, []))
  const byId = new Map(leaves.map((leaf) => [leaf.id, leaf]))
  for (const relation of tree?.relationships ?? []) {
    const part = byId.get(relation.product_reference)
    const host = byId.get(relation.relates_to_product_reference) ?? null
    const { product_id: id, name } = relation.full_product_name
    const own = part ?? leafOf(relation.full_product_name, [])
    const leaf = { ...own, id, fullName: repairedText(name), host, hostRelation: relation.category }
    leaves.push(leaf)
    byId.set(id, leaf)
  }
  return leaves
}

function walk(branch: CsafBranch, above: readonly CsafBranch[], leaves: ProductLeaf[]): void {
  const path = [...above, branch]
  if (branch.product !== undefined) leaves.push(leafOf(branch.product, path))
  for (const below of branch.branches ?? []) walk(below, path, leaves)
}

function leafOf(product: Product, path: readonly CsafBranch[]): ProductLeaf {
  const nameOf = (...categories: readonly string[]) => {
    const branch = path.findLast((one) => categories.includes(one.category))
    return branch === undefined ? null : repairedText(branch.name)
  }
  const range = nameOf('product_version_range')
  const helper = product.product_identification_helper
  const fullName = repairedText(product.name)
  return {
    id: product.product_id,
    vendor: nameOf('vendor') ?? '',
    family: nameOf('product_family'),
    product: nameOf('product_name') ?? nameOf('product_family') ?? fullName,
    version: range ?? nameOf('product_version', 'service_pack', 'patch_level'),
    isRange: range !== null,
    fullName,
    identifiers: {
      models: [...(helper?.model_numbers ?? []), ...(helper?.skus ?? [])].map(repairedText),
      serials: (helper?.serial_numbers ?? []).map(repairedText),
      cpes: helper?.cpe === undefined ? [] : [repairedText(helper.cpe)],
    },
    host: null,
    hostRelation: null,
  }
}

const STATUS: Readonly<Record<string, ProductStatus>> = {
  fixed: 'fixed',
  first_fixed: 'fixed',
  known_not_affected: 'not-affected',
  under_investigation: 'under-investigation',
  unknown: 'under-investigation',
  known_affected: 'affected',
  first_affected: 'affected',
  last_affected: 'affected',
}

type Vulnerability = NonNullable<CsafDocument['vulnerabilities']>[number]

function weaknessOf(one: Vulnerability, fallbackId: string, groups: ReadonlyMap<string, readonly string[]>): Weakness {
  const status = new Map<string, ProductStatus>()
  // A leaf that stands under two states keeps the worse one: the order of `STATUS`.
  for (const [name, told] of Object.entries(STATUS)) {
    for (const id of one.product_status?.[name] ?? []) status.set(id, told)
  }
  const leavesOfFlag = (flag: NonNullable<Vulnerability['flags']>[number]) => [
    ...(flag.product_ids ?? []),
    ...(flag.group_ids ?? []).flatMap((id) => groups.get(id) ?? []),
  ]
  return {
    id: one.cve ?? one.ids?.[0]?.text ?? fallbackId,
    status,
    cvss: worstVector(one),
    reasons: new Map((one.flags ?? []).flatMap((flag) => leavesOfFlag(flag).map((leaf) => [leaf, flag.label]))),
    remediations: (one.remediations ?? []).map((remedy): Remediation => {
      const listed = remedy.product_ids !== undefined || remedy.group_ids !== undefined
      const grouped = (remedy.group_ids ?? []).flatMap((id) => groups.get(id) ?? [])
      return {
        kind: remedy.category,
        text: repairedLines(remedy.details),
        leaves: listed ? new Set([...(remedy.product_ids ?? []), ...grouped]) : null,
      }
    }),
  }
}

/** Line ends end sentences in remediations, so they are kept. */
function repairedLines(text: string): string {
  return text.split(/\r?\n/).map(repairedText).join('\n')
}

function worstVector(one: Vulnerability): string | null {
  const told = [...(one.scores ?? []), ...(one.metrics ?? []).map(({ content }) => content)]
  const vectors = told.flatMap(({ cvss_v3, cvss_v4 }) => [cvss_v4, cvss_v3])
  const worst = vectors
    .filter((vector) => vector?.vectorString !== undefined)
    .toSorted((a, b) => (b?.baseScore ?? 0) - (a?.baseScore ?? 0))[0]
  return worst?.vectorString ?? null
}
