// A register entry: what people say stands at the site, from a plant file, a CMDB export or a declaration on a page.
import { EpochMicros, SourceDomain } from '@penstock/model/kernel'
import { ClaimField, IpAddress, Mac } from '@penstock/model/observations'
import { z } from 'zod'
import { CareField } from './vocabulary.ts'

const LowerCase = z.string().transform((text) => text.toLowerCase())

export const DeclaredInterface = z.strictObject({
  mac: LowerCase.pipe(Mac).nullable(),
  ip: LowerCase.pipe(IpAddress).nullable(),
  zone: z.string().nullable(),
})
export type DeclaredInterface = z.infer<typeof DeclaredInterface>

export const AssetOwner = z.strictObject({
  group: z.string().nullable(),
  person: z.string().nullable(),
  /** When someone last said that this still holds; null when nobody did. */
  confirmedAt: EpochMicros.nullable(),
})
export type AssetOwner = z.infer<typeof AssetOwner>

export const DeclaredAsset = z.strictObject({
  id: z.string().min(1),
  interfaces: z.array(DeclaredInterface),
  /** Register values by field; a field left out is not said. `purdueLevel` is the number's text, such as `3.5`. */
  fields: z.partialRecord(ClaimField, z.string()),
  zone: z.string().nullable(),
  domain: SourceDomain.nullable(),
  owner: AssetOwner.nullable(),
  /** What is kept for its maintenance; left out where the register has no such columns. */
  care: z.partialRecord(CareField, z.string()).optional(),
  /** Ids of the plant functions that it serves. */
  functions: z.array(z.string()),
  /** Where the entry comes from, such as the name of an imported file or the account that declared it. */
  source: z.string(),
  declaredAt: EpochMicros,
})
export type DeclaredAsset = z.infer<typeof DeclaredAsset>
