// Recall and precision of the matcher over identities that were checked by hand.
import type { DeviceIdentity, Grade, Matcher } from '@penstock/model/vulnerabilities'
import { type CheckedIdentity, IDENTITIES } from './identities.ts'

export interface Score {
  readonly identities: number
  /** Of the affected pairs: found as A or B, and found at all. */
  readonly recall: number
  readonly recallWithChecks: number
  /** Of the A and B that the matcher gives: those that the hand check calls affected. */
  readonly precision: number
  /** A where the hand check says check or no. */
  readonly wrongA: number
  readonly counts: Readonly<Record<'affected' | 'found' | 'given', number>>
  readonly misses: readonly string[]
}

export function judgeIdentities(matcher: Matcher): Score {
  const counts = { affected: 0, found: 0, given: 0 }
  let any = 0
  let right = 0
  let wrongA = 0
  const misses: string[] = []
  for (const [at, identity] of IDENTITIES.entries()) {
    const graded = new Map(matcher.match(deviceOf(identity, at)).map((one) => [one.advisoryId, one.grade]))
    const affected = new Set(identity.affected)
    const isSure = (grade: Grade | undefined) => grade === 'A' || grade === 'B'
    counts.affected += affected.size
    for (const id of affected) {
      const grade = graded.get(id)
      counts.found += Number(isSure(grade))
      any += Number(grade !== undefined && grade !== 'N')
      if (!isSure(grade)) misses.push(`${nameOf(identity)}: ${id} is affected, given ${grade ?? 'nothing'}`)
    }
    for (const id of identity.check ?? []) {
      if (graded.get(id) !== 'C')
        misses.push(`${nameOf(identity)}: ${id} is to be checked, given ${graded.get(id) ?? 'nothing'}`)
    }
    for (const [id, grade] of graded) {
      const isKnown = affected.has(id) || identity.check?.includes(id) === true
      if (grade === 'C' && !isKnown) misses.push(`${nameOf(identity)}: ${id} does not concern it, given C`)
      if (!isSure(grade)) continue
      counts.given += 1
      right += Number(affected.has(id))
      wrongA += Number(grade === 'A' && !affected.has(id))
      if (!affected.has(id)) misses.push(`${nameOf(identity)}: ${id} is not affected, given ${grade}`)
    }
  }
  return {
    identities: IDENTITIES.length,
    recall: counts.found / counts.affected,
    recallWithChecks: any / counts.affected,
    precision: right / counts.given,
    wrongA,
    counts,
    misses,
  }
}

export function deviceOf(identity: CheckedIdentity, at: number): DeviceIdentity {
  const { vendor, product, version, modelNumber = null } = identity
  const unknown = { hwRev: null, serial: null, slotRole: null, identitySource: null, role: null }
  return { id: `D-${at + 1}`, vendor, product, version, modelNumber, ...unknown }
}

function nameOf({ vendor, product, version }: CheckedIdentity): string {
  return `${vendor} ${product} ${version ?? '(no version)'}`
}
