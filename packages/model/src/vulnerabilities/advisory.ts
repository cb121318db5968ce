// An advisory as the matcher reads it: the leaves of its product tree with what is said of each, per weakness. CSAF 2.0 and 2.1, CycloneDX
// VEX and OpenVEX are read into it (`feeds/`); texts are kept as they were published, apart from broken encodings.

/** What an advisory says of a product for one weakness. */
export type ProductStatus = 'affected' | 'not-affected' | 'fixed' | 'under-investigation'

/** Ways in which a leaf may be recognised by number instead of by name. */
export interface ProductIdentifiers {
  /** Order, model or catalogue numbers; may hold wildcards. */
  readonly models: readonly string[]
  readonly serials: readonly string[]
  readonly cpes: readonly string[]
}

export interface ProductLeaf {
  readonly id: string
  readonly vendor: string
  readonly family: string | null
  /** The branch that names the product. */
  readonly product: string
  /** Version or range as the tree has it; null where the tree has none. */
  readonly version: string | null
  readonly isRange: boolean
  readonly fullName: string
  readonly identifiers: ProductIdentifiers
  /** The leaf on or with which it runs, for `installed_on` and its kin. */
  readonly host: ProductLeaf | null
  readonly hostRelation: string | null
}

export type RemediationKind =
  | 'workaround'
  | 'mitigation'
  | 'vendor_fix'
  | 'optional_patch'
  | 'none_available'
  | 'fix_planned'
  | 'no_fix_planned'

export interface Remediation {
  readonly kind: RemediationKind
  readonly text: string
  /** Leaves that it is for; null is every leaf of the weakness. */
  readonly leaves: ReadonlySet<string> | null
}

export interface Weakness {
  /** The CVE, or the publisher's own id where there is none. */
  readonly id: string
  /** Status of each leaf that is told of. */
  readonly status: ReadonlyMap<string, ProductStatus>
  /** Highest CVSS v3 or v4 vector that is told; null is none. */
  readonly cvss: string | null
  readonly remediations: readonly Remediation[]
  /** Why a leaf is not affected, in the publisher's word (`vulnerable_code_not_present`), where that is told. */
  readonly reasons: ReadonlyMap<string, string>
}

export interface Revision {
  readonly number: string
  /** ISO 8601 as published. */
  readonly date: string
  readonly summary: string
}

export interface Advisory {
  readonly id: string
  readonly title: string
  readonly publisher: string
  readonly format: 'CSAF 2.0' | 'CSAF 2.1' | 'CycloneDX' | 'OpenVEX'
  /** It says of which weaknesses products are free (VEX): what it spares is spared in older advisories as well. */
  readonly isVex: boolean
  readonly status: 'draft' | 'interim' | 'final'
  readonly version: string
  readonly initialDate: string
  readonly currentDate: string
  readonly revisions: readonly Revision[]
  /** The latest revision takes the advisory back. */
  readonly isWithdrawn: boolean
  readonly leaves: readonly ProductLeaf[]
  readonly weaknesses: readonly Weakness[]
}
