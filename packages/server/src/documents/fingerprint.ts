// One hash for all forms of a document: whoever holds two files sees whether they say the same.
import { createHash } from 'node:crypto'
import { canonicalText, type PlantDocument } from '@penstock/model/documents'

/** SHA-256 of what the document says, in hexadecimal. */
export function fingerprintOf(document: PlantDocument): string {
  return createHash('sha256').update(canonicalText(document)).digest('hex')
}
