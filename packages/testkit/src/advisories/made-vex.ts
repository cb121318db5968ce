// Made VEX documents in the two forms that are not CSAF: what somebody says of one weakness in one product.

export interface MadeStatement {
  readonly cve: string
  readonly maker?: string
  readonly product: string
  readonly version?: string
  readonly state: 'not_affected' | 'affected' | 'fixed' | 'under_investigation'
  readonly why?: string
}

export interface MadeVex {
  readonly id?: string
  readonly at?: string
  readonly version?: number
  readonly statements: readonly MadeStatement[]
}

const AT = '2031-02-01T00:00:00Z'

export function madeOpenVex({ id = 'https://made.example/vex/1', at = AT, version = 1, statements }: MadeVex): object {
  return {
    '@context': 'https://openvex.dev/ns/v0.2.0',
    '@id': id,
    author: 'Made Controls',
    timestamp: at,
    version,
    statements: statements.map(({ cve, state, why, ...product }) => ({
      vulnerability: { name: cve },
      products: [{ '@id': purlOf(product) }],
      status: state,
      ...(why === undefined ? {} : { justification: why }),
    })),
  }
}

const STATES = {
  not_affected: 'not_affected',
  affected: 'exploitable',
  fixed: 'resolved',
  under_investigation: 'in_triage',
}

export function madeCycloneDxVex({
  id = 'urn:uuid:7f1c9f2e-0000-4000-8000-000000000001',
  at = AT,
  version = 1,
  statements,
}: MadeVex): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: id,
    version,
    metadata: { timestamp: at, supplier: { name: 'Made Controls' } },
    components: statements.map(({ maker, product, version: own }, at) => ({
      type: 'firmware',
      'bom-ref': `ref-${at}`,
      supplier: { name: maker ?? 'Made Controls' },
      name: product,
      ...(own === undefined ? {} : { version: own }),
    })),
    vulnerabilities: statements.map(({ cve, state, why }, at) => ({
      id: cve,
      analysis: { state: STATES[state], ...(why === undefined ? {} : { justification: why }) },
      affects: [{ ref: `ref-${at}` }],
    })),
  }
}

function purlOf({ maker = 'Made Controls', product, version }: Omit<MadeStatement, 'cve' | 'state' | 'why'>): string {
  const path = `${encodeURIComponent(maker)}/${encodeURIComponent(product)}`
  return `pkg:generic/${path}${version === undefined ? '' : `@${encodeURIComponent(version)}`}`
}
