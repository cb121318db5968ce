// Marks of the separation walk: texts that name the domain and the site that may read them, found in whatever form an answer has.
import type { Domain } from '@penstock/model/kernel'
import { strFromU8, unzipSync } from 'fflate'
import { DOMAINS, type SITES } from './estate.fixture.ts'
import { textOfPdf } from './pdf-text.fixture.ts'

/** Text of what was sent of a chain of alpha, by the cell that it was sent to. What both cells heard is no mark. */
const CHAIN = { it: /svc77|FS-77|PC-77|how_to_readme/i, ot: /STOP-77|LINE-77/ } as const

/** What an answer says: of a workbook or a document what its parts say, of a PDF what it shows, of the bytes of a packet what they spell. */
export function textOf(bytes: Buffer): string {
  if (bytes.subarray(0, 4).equals(Buffer.from('%PDF'))) return textOfPdf(bytes)
  if (!bytes.subarray(0, 2).equals(Buffer.from('PK'))) return spelt(bytes.toString('utf8'))
  return Object.values(unzipSync(bytes))
    .map((part) => strFromU8(part))
    .join('\n')
}

const IN_HEX = new RegExp(`(?:[0-9a-f]{2})*${Buffer.from('canary-').toString('hex')}(?:[0-9a-f]{2})*`, 'gi')

function spelt(text: string): string {
  return text.replaceAll(IN_HEX, (hex) => Buffer.from(hex, 'hex').toString('latin1'))
}

export interface Mark {
  readonly of: Domain
  readonly at: (typeof SITES)[number]
  /** What carries it: an operation, a case, a stage of a chain. */
  readonly kind: string
}

/** Every mark in a text, each once. */
export function marksIn(text: string): readonly Mark[] {
  const found = new Map<string, Mark>()
  for (const [whole, of, at, kind = 'text'] of text.matchAll(/canary-(it|ot)-(alpha|beta)(?:-([a-z]+))?/g))
    found.set(whole, { of: of as Domain, at: at as Mark['at'], kind })
  for (const of of DOMAINS) if (CHAIN[of].test(text)) found.set(`chain ${of}`, { of, at: 'alpha', kind: 'chain' })
  return [...found.values()]
}
