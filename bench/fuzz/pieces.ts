// Pieces of the long form, each a line of a file: what was run so far, whoever ran it and whenever.
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Fuzzed } from './fuzz.ts'

export interface Piece extends Fuzzed {
  readonly seed: number
}

/** Adds a piece to the file and gives the sum of all whose seeds no other has; one that overlaps an earlier one counts for nothing. */
export function addPiece(
  path: string,
  piece: Piece,
): Pick<Fuzzed, 'cases' | 'seconds' | 'byProtocol'> & { readonly faults: number } {
  appendFileSync(path, `${JSON.stringify(piece)}\n`)
  return sumOf(readPieces(path))
}

function readPieces(path: string): Piece[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line) as Piece)
}

export function sumOf(pieces: readonly Piece[]): ReturnType<typeof addPiece> {
  const byProtocol: Record<string, number> = {}
  let [cases, seconds, faults] = [0, 0, 0]
  const counted: Piece[] = []
  for (const piece of pieces) {
    if (counted.some(({ seed, seeds }) => seed < piece.seed + piece.seeds && piece.seed < seed + seeds)) continue
    counted.push(piece)
    cases += piece.cases
    seconds += piece.seconds
    faults += piece.faults.length
    for (const [protocol, count] of Object.entries(piece.byProtocol))
      byProtocol[protocol] = (byProtocol[protocol] ?? 0) + count
  }
  return { cases, seconds, faults, byProtocol }
}
