// CycloneDX bill of materials (JSON, 1.4 to 1.7): of which product it is, and what that is made of.
// Source: ECMA-424 (CycloneDX 1.6), "metadata.component", "components".
import { accept, type Result } from '@penstock/model/kernel'
import { z } from 'zod'
import type { FeedFault } from '../fault.ts'
import { CycloneDxComponent, knownComponent, listComponents } from './cyclonedx-component.ts'
import { parseFeed } from './parse-json.ts'
import type { NamedProduct } from './product-refs.ts'
import { repairedText } from './text.ts'

export interface SoftwareBill {
  /** The document's own; with the version it names one state of it. */
  readonly serial: string
  readonly version: number
  /** ISO 8601 as published. */
  readonly date: string
  /** The product that is made of them. */
  readonly subject: NamedProduct
  readonly components: readonly NamedProduct[]
}

const Document = z.object({
  bomFormat: z.literal('CycloneDX'),
  serialNumber: z.string().min(1, 'is needed: without it a later bill cannot be told from another'),
  version: z.int().default(1),
  metadata: z.object({ timestamp: z.string(), component: CycloneDxComponent }),
  components: z.array(CycloneDxComponent).min(1, 'is empty: a bill lists what the product is made of'),
})

/** The bill, or every fault with its JSON path. Parts of the subject itself count as well. */
export function readSbom(text: string): Result<SoftwareBill, readonly FeedFault[]> {
  const read = parseFeed(text, Document)
  if (!read.ok) return read
  const { serialNumber, version, metadata, components } = read.value
  const parts = [...(metadata.component.components ?? []), ...components]
  return accept({
    serial: repairedText(serialNumber),
    version,
    date: metadata.timestamp,
    subject: repaired(knownComponent(metadata.component).named),
    components: listComponents(parts).map(({ named }) => repaired(named)),
  })
}

function repaired({ maker, name, version }: NamedProduct): NamedProduct {
  return {
    maker: repairedText(maker),
    name: repairedText(name),
    version: version === null ? null : repairedText(version),
  }
}
