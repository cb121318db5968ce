// The parts of a CSAF 2.0 or 2.1 document that the matcher reads. Other members pass: a document may carry more than is asked for.
// Sources: OASIS CSAF 2.0 (errata 01) and CSAF 2.1, JSON schemas.
import { z } from 'zod'

const Text = z.string()
const Ids = z.array(Text)

const Product = z.object({
  product_id: Text.min(1),
  name: Text.min(1),
  product_identification_helper: z
    .object({
      cpe: Text.optional(),
      model_numbers: Ids.optional(),
      serial_numbers: Ids.optional(),
      skus: Ids.optional(),
    })
    .optional(),
})

export interface CsafBranch {
  readonly category: string
  readonly name: string
  readonly branches?: readonly CsafBranch[] | undefined
  readonly product?: z.infer<typeof Product> | undefined
}

const Branch: z.ZodType<CsafBranch> = z.object({
  category: Text,
  name: Text,
  get branches() {
    return z.array(Branch).optional()
  },
  product: Product.optional(),
})

const Remediation = z.object({
  category: z.enum([
    'workaround',
    'mitigation',
    'vendor_fix',
    'optional_patch',
    'none_available',
    'fix_planned',
    'no_fix_planned',
  ]),
  details: Text,
  product_ids: Ids.optional(),
  group_ids: Ids.optional(),
})

const Vector = z.object({ vectorString: Text.optional(), baseScore: z.number().optional() })
const Scores = { cvss_v3: Vector.optional(), cvss_v4: Vector.optional() }

const Vulnerability = z.object({
  cve: Text.optional(),
  ids: z.array(z.object({ text: Text })).optional(),
  product_status: z.record(Text, Ids).optional(),
  remediations: z.array(Remediation).optional(),
  /** Why products are not affected. */
  flags: z.array(z.object({ label: Text, product_ids: Ids.optional(), group_ids: Ids.optional() })).optional(),
  /** 2.0. */
  scores: z.array(z.object(Scores)).optional(),
  /** 2.1. */
  metrics: z.array(z.object({ content: z.object(Scores) })).optional(),
})

export const CsafDocument = z.object({
  document: z.object({
    csaf_version: z.enum(['2.0', '2.1']),
    category: Text.optional(),
    title: Text,
    publisher: z.object({ name: Text }),
    tracking: z.object({
      id: Text.min(1),
      status: z.enum(['draft', 'interim', 'final']),
      version: Text,
      initial_release_date: Text,
      current_release_date: Text,
      revision_history: z.array(z.object({ number: Text, date: Text, summary: Text })),
    }),
  }),
  product_tree: z
    .object({
      branches: z.array(Branch).optional(),
      full_product_names: z.array(Product).optional(),
      relationships: z
        .array(
          z.object({
            category: Text,
            product_reference: Text,
            relates_to_product_reference: Text,
            full_product_name: Product,
          }),
        )
        .optional(),
      product_groups: z.array(z.object({ group_id: Text, product_ids: Ids })).optional(),
    })
    .optional(),
  vulnerabilities: z.array(Vulnerability).optional(),
})
export type CsafDocument = z.infer<typeof CsafDocument>
