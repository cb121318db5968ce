import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { micros } from '@penstock/model/kernel'
import { type AuditRow, loadAuditKey, verifyAudit } from '@penstock/server/audit'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { entryHash, GENESIS, hexOf } from './entry-hash.ts'
import { merkleRoot } from './merkle.ts'
import type { RootRow } from './queries.ts'
import { rowOfRoot, signRoot } from './signed-root.ts'

const folder = mkdtempSync(join(tmpdir(), 'penstock-keys-'))
afterAll(() => rmSync(folder, { recursive: true }))
const key = loadAuditKey(folder)
const LENGTH = 24
const SIGNED = 20
const rows = chainOf(LENGTH)
const roots = [rootOver(rows, 1, 7), rootOver(rows, 8, 8), rootOver(rows, 9, SIGNED)]

function verify(entries: readonly AuditRow[], kept: readonly RootRow[] = roots, anchors: readonly RootRow[] = roots) {
  return verifyAudit({ chain: 'core', entries, roots: kept, anchors, publicKeys: [key.publicKey] })
}

test('an untouched chain is whole, in one piece or as a stream', async () => {
  expect(await verify(rows)).toMatchObject({ ok: true, checkedTo: LENGTH, signedTo: SIGNED, anchoredTo: SIGNED })
  const stream = (async function* () {
    yield* rows
  })()
  const evidence = { chain: 'core', entries: stream, roots, anchors: roots, publicKeys: [key.publicKey] }
  expect((await verifyAudit(evidence)).ok).toBe(true)
  expect(await verify([], [], [])).toMatchObject({ ok: true, checkedTo: 0 })
})

/** One thing that can be done to a list of rows; `a` and `b` are any numbers. */
type Deed = (list: AuditRow[], a: number, b: number) => AuditRow[]

const deeds: Readonly<Record<string, Deed>> = {
  delete: (list, a) => list.toSpliced(a % list.length, 1),
  'delete and renumber': (list, a) => renumbered(list.toSpliced(a % list.length, 1)),
  insert: (list, a, b) => renumbered(list.toSpliced(a % list.length, 0, list[b % list.length]!)),
  'insert what fits': (list, a) => {
    const at = a % list.length
    return renumbered(list.toSpliced(at, 0, hashed({ ...list[at]!, actor: 'intruder' })))
  },
  swap: (list, a, b) => {
    const [x, y] = [a % list.length, b % list.length]
    return list.with(x, { ...list[y]!, seq: list[x]!.seq }).with(y, { ...list[x]!, seq: list[y]!.seq })
  },
  edit: (list, a, b) => list.with(a % list.length, { ...list[a % list.length]!, actor: `other ${b}` }),
  'edit and rehash': (list, a, b) =>
    list.with(a % list.length, hashed({ ...list[a % list.length]!, object: `other ${b}` })),
  'edit and rehash the rest': (list, a, b) =>
    relinked(list.with(a % list.length, { ...list[a % list.length]!, action: `other ${b}` }), a % list.length),
  cut: (list, a) => list.slice(0, a % list.length),
}

test('nothing done to signed entries goes unseen, alone or together with other deeds', async () => {
  const step = fc.tuple(fc.constantFrom(...Object.keys(deeds)), fc.nat(10_000), fc.nat(10_000))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      const done = steps.reduce(
        (list, [name, a, b]) => (list.length === 0 ? list : deeds[name]!(list, a, b)),
        [...rows],
      )
      const place = rows.slice(0, SIGNED).findIndex((row, at) => !isSame(row, done[at]))
      fc.pre(place !== -1)
      const verdict = await verify(done)
      expect(verdict.ok).toBe(false)
      // Nothing is vouched for that was changed.
      expect(verdict.checkedTo).toBeLessThanOrEqual(place)
    }),
    { numRuns: 400 },
  )
})

test('a chain signed anew with the stolen key is found by its anchors, and only by them', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: SIGNED }), async (seq) => {
      const forged = deeds['edit and rehash the rest']!([...rows], seq - 1, 1)
      const resigned = roots.map((root) => rootOver(forged, root.first_seq, root.last_seq))
      expect((await verify(forged, resigned, [])).ok).toBe(true)
      const verdict = await verify(forged, resigned)
      expect(verdict.faults[0]).toMatchObject({ kind: 're-signed' })
    }),
  )
})

test('the verdict says where the unsigned tail begins, and a cut there is not seen', async () => {
  const verdict = await verify(rows.slice(0, SIGNED + 1))
  expect(verdict).toMatchObject({ ok: true, signedTo: SIGNED, anchoredTo: SIGNED })
})

function chainOf(length: number): readonly AuditRow[] {
  const list: AuditRow[] = []
  for (let seq = 1; seq <= length; seq++) {
    const entry = { seq, at: micros(seq), actor: `account ${seq % 4}`, action: 'asset.edit', object: `ast_${seq}` }
    list.push(hashed({ ...entry, details: { seq }, prev_hash: list.at(-1)?.hash ?? GENESIS, hash: GENESIS }))
  }
  return list
}

function hashed(row: AuditRow): AuditRow {
  return { ...row, hash: entryHash(row) }
}

function renumbered(list: readonly AuditRow[]): AuditRow[] {
  return list.map((row, at) => ({ ...row, seq: at + 1 }))
}

/** Gives every row from `from` on the hash and the predecessor that fit. */
function relinked(list: readonly AuditRow[], from: number): AuditRow[] {
  const out = [...list]
  for (let at = from; at < out.length; at++) out[at] = hashed({ ...out[at]!, prev_hash: out[at - 1]?.hash ?? GENESIS })
  return out
}

function rootOver(list: readonly AuditRow[], first: number, last: number): RootRow {
  const merkle = hexOf(merkleRoot(list.slice(first - 1, last).map((row) => row.hash)))
  const claim = { chain: 'core', firstSeq: first, lastSeq: last, at: micros(last), merkleRoot: merkle }
  return rowOfRoot(signRoot(claim, key))
}

function isSame(a: AuditRow, b: AuditRow | undefined): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b)
}
