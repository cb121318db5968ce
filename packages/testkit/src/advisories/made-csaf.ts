// Made advisories: CSAF documents with the shapes that published ones have, and facts of our own.

export interface MadeLeaf {
  readonly vendor?: string
  readonly product: string
  readonly range?: string
  readonly version?: string
  readonly fullName?: string
  readonly models?: readonly string[]
  readonly serials?: readonly string[]
  /** In the tree only. */
  readonly untold?: boolean
}

export interface MadeAdvisory {
  readonly id?: string
  readonly title?: string
  readonly vendor?: string
  readonly version?: string
  readonly date?: string
  readonly lastSummary?: string
  readonly csafVersion?: '2.0' | '2.1'
  readonly leaves: readonly MadeLeaf[]
  readonly remedies?: readonly { readonly kind?: string; readonly text: string; readonly leaves?: readonly number[] }[]
  /** Per weakness: which leaves stand in which list; unless given, one weakness affects all. */
  readonly weaknesses?: readonly {
    readonly cve: string
    readonly cvss?: string
    readonly status: Readonly<Record<string, readonly number[]>>
  }[]
  readonly relations?: readonly { readonly part: number; readonly host: number; readonly name: string }[]
}

const CVSS_NETWORK = 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H'

export function madeCsaf(made: MadeAdvisory): object {
  const idOf = (at: number) => `CSAFPID-${at + 1}`
  const relations = made.relations ?? []
  const related = relations.map((_, at) => made.leaves.length + at)
  const told = relations.length > 0 ? related : made.leaves.flatMap((leaf, at) => (leaf.untold === true ? [] : [at]))
  const weaknesses = made.weaknesses ?? [{ cve: 'CVE-2031-0001', status: { known_affected: told } }]
  return {
    document: {
      category: 'csaf_security_advisory',
      csaf_version: made.csafVersion ?? '2.0',
      title: made.title ?? 'Made product',
      publisher: { category: 'coordinator', name: 'Made', namespace: 'https://made.example' },
      tracking: {
        id: made.id ?? 'MADE-31-001-01',
        status: 'final',
        version: made.version ?? '1',
        initial_release_date: '2031-01-01T00:00:00Z',
        current_release_date: made.date ?? '2031-01-01T00:00:00Z',
        revision_history: [
          {
            number: made.version ?? '1',
            date: made.date ?? '2031-01-01T00:00:00Z',
            summary: made.lastSummary ?? 'Initial',
          },
        ],
      },
    },
    product_tree: {
      branches: made.leaves.map((leaf, at) => ({
        category: 'vendor',
        name: leaf.vendor ?? made.vendor ?? 'Made Controls',
        branches: [
          {
            category: 'product_name',
            name: leaf.product,
            branches: [
              {
                category: leaf.version === undefined ? 'product_version_range' : 'product_version',
                name: leaf.version ?? leaf.range ?? 'vers:all/*',
                product: {
                  product_id: idOf(at),
                  name: leaf.fullName ?? leaf.product,
                  product_identification_helper: { model_numbers: leaf.models, serial_numbers: leaf.serials },
                },
              },
            ],
          },
        ],
      })),
      relationships: relations.map(({ part, host, name }, at) => ({
        category: 'installed_on',
        product_reference: idOf(part),
        relates_to_product_reference: idOf(host),
        full_product_name: { product_id: idOf(made.leaves.length + at), name },
      })),
    },
    vulnerabilities: weaknesses.map(({ cve, cvss, status }) => ({
      cve,
      product_status: Object.fromEntries(Object.entries(status).map(([list, leaves]) => [list, leaves.map(idOf)])),
      scores: [{ products: [], cvss_v3: { vectorString: cvss ?? CVSS_NETWORK, baseScore: 9.8 } }],
      remediations: (made.remedies ?? []).map(({ kind, text, leaves }) => ({
        category: kind ?? 'vendor_fix',
        details: text,
        product_ids: leaves?.map(idOf),
      })),
    })),
  }
}
