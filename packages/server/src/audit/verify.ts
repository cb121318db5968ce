// Offline verification of a chain: from its rows, its roots, and the anchors that other chains keep of it. Needs no database.
import { type AuditFault, ChainCheck, isEqual } from './chain-check.ts'
import { type AuditRow, hexOf } from './entry-hash.ts'
import { keyIdOf } from './keys.ts'
import { merkleRoot } from './merkle.ts'
import type { RootRow } from './queries.ts'
import { claimOfRow, isSignedBy } from './signed-root.ts'

export type { AuditFault, AuditFaultKind } from './chain-check.ts'

export interface AuditEvidence {
  /** `core`, `it` or `ot`. */
  readonly chain: string
  /** Every row of the chain by number. */
  readonly entries: Iterable<AuditRow> | AsyncIterable<AuditRow>
  readonly roots: readonly RootRow[]
  /** Roots of this chain as the others anchored them. */
  readonly anchors: readonly RootRow[]
  /** Keys that may have signed this chain's roots: base64 of SubjectPublicKeyInfo. */
  readonly publicKeys: readonly string[]
}

export interface AuditVerdict {
  readonly ok: boolean
  /**
   * Up to this number nothing is wrong. Where entries do not give their root, this is the end of the root before: whoever made a
   * visible fault may have rewritten its neighbours too.
   */
  readonly checkedTo: number
  /** Entries after this number are in no root yet: a tail beyond it can be cut unseen. */
  readonly signedTo: number
  /** Entries after this number are in no anchor yet. */
  readonly anchoredTo: number
  /** In the order of the entries. */
  readonly faults: readonly AuditFault[]
}

interface Range {
  readonly root: RootRow
  readonly leaves: Uint8Array[]
}

export async function verifyAudit(evidence: AuditEvidence): Promise<AuditVerdict> {
  const { chain, roots, anchors } = evidence
  const ranges = [...roots, ...anchors].map((root): Range => ({ root, leaves: [] }))
  const check = await walk(evidence.entries, ranges)
  const faults = [...check.faults]
  const keys = new Map(evidence.publicKeys.map((key) => [keyIdOf(Buffer.from(key, 'base64')), key]))
  const lastNamed = Math.max(0, ...ranges.map(({ root }) => root.last_seq))
  if (check.lastSeq < lastNamed)
    faults.push({
      seq: check.lastSeq + 1,
      kind: 'truncated',
      detail: `a signed root names entries up to ${lastNamed}; the chain ends at ${check.lastSeq}`,
    })
  faults.push(...signatureFaults(chain, 'root', roots, keys), ...signatureFaults(chain, 'anchor', anchors, keys))
  faults.push(...gapFaults(roots), ...anchorFaults(roots, anchors, check.lastSeq))
  const broken = ranges
    .filter(({ root, leaves }) => !isEqual(merkleRoot(leaves), root.merkle_root))
    .map(({ root }) => root)
  for (const root of broken) {
    const isExplained = faults.some((fault) => fault.seq >= root.first_seq && fault.seq <= root.last_seq)
    if (!isExplained)
      faults.push({
        seq: root.first_seq,
        kind: 'flipped',
        detail: `entries ${root.first_seq} to ${root.last_seq} were rewritten: they do not give the signed root`,
      })
  }
  faults.sort((a, b) => a.seq - b.seq)
  return {
    ok: faults.length === 0,
    checkedTo: Math.min(
      check.lastSeq,
      ...faults.map(({ seq }) => seq - 1),
      ...broken.map(({ first_seq }) => first_seq - 1),
    ),
    signedTo: Math.max(0, ...roots.map((root) => root.last_seq)),
    anchoredTo: Math.max(0, ...anchors.map((anchor) => anchor.last_seq)),
    faults,
  }
}

/** Feeds each row, with the one after it, to the chain's check and its hash to the ranges that cover it. */
async function walk(entries: AuditEvidence['entries'], ranges: readonly Range[]): Promise<ChainCheck> {
  const check = new ChainCheck()
  const byStart = [...ranges].sort((a, b) => a.root.first_seq - b.root.first_seq)
  let open: Range[] = []
  let held: AuditRow | undefined
  const take = (row: AuditRow, next: AuditRow | undefined): void => {
    check.step(row, next)
    while (byStart[0] !== undefined && byStart[0].root.first_seq <= row.seq) open.push(byStart.shift()!)
    open = open.filter(({ root }) => root.last_seq >= row.seq)
    for (const range of open) range.leaves.push(row.hash)
  }
  for await (const row of entries) {
    if (held !== undefined) take(held, row)
    held = row
  }
  if (held !== undefined) take(held, undefined)
  return check
}

function signatureFaults(
  chain: string,
  what: 'root' | 'anchor',
  roots: readonly RootRow[],
  keys: ReadonlyMap<string, string>,
): AuditFault[] {
  return roots.flatMap((root): AuditFault[] => {
    const key = keys.get(root.key_id)
    const named = `the ${what} of entries ${root.first_seq} to ${root.last_seq}`
    if (key === undefined)
      return [
        { seq: root.first_seq, kind: 're-signed', detail: `${named} is signed with an unknown key ${root.key_id}` },
      ]
    if (isSignedBy(claimOfRow(chain, root), root.signature, key)) return []
    return [{ seq: root.first_seq, kind: 'flipped', detail: `the signature of ${named} does not hold` }]
  })
}

/** Each root begins where the one before it ends. */
function gapFaults(roots: readonly RootRow[]): AuditFault[] {
  const sorted = [...roots].sort((a, b) => a.first_seq - b.first_seq)
  return sorted.flatMap((root, at): AuditFault[] => {
    const expected = (sorted[at - 1]?.last_seq ?? 0) + 1
    if (root.first_seq === expected) return []
    return [
      { seq: expected, kind: 'deleted', detail: `the root of entries ${expected} to ${root.first_seq - 1} is gone` },
    ]
  })
}

/** An anchor was the chain's own word when it was handed over; a root that now says otherwise was signed afterwards. */
function anchorFaults(roots: readonly RootRow[], anchors: readonly RootRow[], lastSeq: number): AuditFault[] {
  return anchors.flatMap((anchor): AuditFault[] => {
    const covering = roots.filter((root) => root.first_seq <= anchor.last_seq && root.last_seq >= anchor.first_seq)
    const named = `entries ${anchor.first_seq} to ${anchor.last_seq}`
    // A cut tail takes its roots with it and is named as such.
    if (covering.length === 0 && anchor.last_seq > lastSeq) return []
    if (covering.length === 0)
      return [{ seq: anchor.first_seq, kind: 'deleted', detail: `the root of ${named}, which is anchored, is gone` }]
    if (covering.some((root) => isSame(root, anchor))) return []
    return [
      {
        seq: anchor.first_seq,
        kind: 're-signed',
        detail: `${named}: the root now is not the one that was anchored (${hexOf(anchor.merkle_root).slice(0, 16)}…)`,
      },
    ]
  })
}

function isSame(root: RootRow, anchor: RootRow): boolean {
  return root.last_seq === anchor.last_seq && isEqual(root.signature, anchor.signature)
}
