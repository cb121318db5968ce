// A made bill of materials: of which product it is, and its parts.

export interface MadePart {
  readonly maker?: string
  readonly name: string
  readonly version?: string
  readonly purl?: string
  readonly parts?: readonly MadePart[]
}

export interface MadeSbom {
  readonly serial?: string
  readonly version?: number
  readonly at?: string
  readonly of: MadePart
  readonly parts: readonly MadePart[]
}

export function madeSbom({
  serial = 'urn:uuid:7f1c9f2e-0000-4000-8000-000000000002',
  version = 1,
  at = '2031-01-01T00:00:00Z',
  of,
  parts,
}: MadeSbom): object {
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: serial,
    version,
    metadata: { timestamp: at, component: component(of) },
    components: parts.map(component),
  }
}

function component({ maker, name, version, purl, parts }: MadePart): object {
  const supplier = maker === undefined ? undefined : { name: maker }
  return { type: 'firmware', supplier, name, version, purl, components: parts?.map(component) }
}
