// What people call assets: `AST-` and six random characters, never a running number, so that none tells how many there are. In a
// register of 100,000 some draws fall on one that is given already; no two assets of a hub have the same.
import { randomInt } from 'node:crypto'
import { chunks } from '@penstock/server/runtime'
import type { Tx } from './queries.ts'
import * as queries from './queries.ts'

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LENGTH = 6

/** As many references as asked for, all different, none of which is given. */
export async function drawReferences(tx: Tx, count: number): Promise<string[]> {
  const free = new Set<string>()
  while (free.size < count) {
    const drawn = Array.from({ length: count - free.size }, drawReference)
    for (const some of chunks(drawn)) {
      const given = await queries.findGivenReferences(tx, some)
      for (const one of some) if (!given.has(one)) free.add(one)
    }
  }
  return [...free]
}

function drawReference(): string {
  return `AST-${Array.from({ length: LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('')}`
}
