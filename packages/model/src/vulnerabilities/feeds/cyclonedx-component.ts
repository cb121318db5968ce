// Components of CycloneDX documents, as bills of materials and VEX list them: who made each, what it is called, and which version it is.
// Source: ECMA-424 (CycloneDX 1.6), "component".
import { z } from 'zod'
import { type NamedProduct, productOfCpe, productOfPurl } from './product-refs.ts'

const Text = z.string()
export const Party = z.object({ name: Text.optional() })

export interface CycloneDxComponent {
  readonly 'bom-ref'?: string | undefined
  readonly name: string
  readonly version?: string | undefined
  readonly purl?: string | undefined
  readonly cpe?: string | undefined
  readonly supplier?: z.infer<typeof Party> | undefined
  readonly manufacturer?: z.infer<typeof Party> | undefined
  readonly publisher?: string | undefined
  readonly group?: string | undefined
  readonly components?: readonly CycloneDxComponent[] | undefined
}

export const CycloneDxComponent: z.ZodType<CycloneDxComponent> = z.object({
  'bom-ref': Text.optional(),
  name: Text.min(1),
  version: Text.optional(),
  purl: Text.optional(),
  cpe: Text.optional(),
  supplier: Party.optional(),
  manufacturer: Party.optional(),
  publisher: Text.optional(),
  group: Text.optional(),
  get components() {
    return z.array(CycloneDxComponent).optional()
  },
})

export interface KnownComponent {
  /** By which other members of the document mean it. */
  readonly keys: readonly string[]
  readonly named: NamedProduct
  readonly cpe: string | null
}

/** Each component with what it is made of, in the order of the document. The maker of one that names none is what its numbers say. */
export function listComponents(components: readonly CycloneDxComponent[]): readonly KnownComponent[] {
  return components.flatMap((component) => [knownComponent(component), ...listComponents(component.components ?? [])])
}

export function knownComponent(component: CycloneDxComponent): KnownComponent {
  const { 'bom-ref': ref, name, version, purl, cpe, supplier, manufacturer, publisher, group } = component
  const fromPurl = purl === undefined ? null : productOfPurl(purl)
  const fromCpe = cpe === undefined ? null : productOfCpe(cpe)
  const told = [supplier?.name, manufacturer?.name, publisher, group, fromCpe?.maker, fromPurl?.maker]
  const maker = told.find((one) => one !== undefined && one.trim() !== '') ?? name
  return {
    keys: [ref, purl].filter((key) => key !== undefined),
    named: { maker, name, version: version ?? fromCpe?.version ?? fromPurl?.version ?? null },
    cpe: cpe ?? null,
  }
}
