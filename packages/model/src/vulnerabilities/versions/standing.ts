// Where one version stands to another, both as a maker wrote them.
import { parseVersion, type Standing, standingOf } from './version.ts'

/** `unknown` when either is no version, or they are counted in different ways. */
export function standingOfVersions(version: string, other: string): Standing {
  const [ours, theirs] = [parseVersion(version), parseVersion(other)]
  return ours === null || theirs === null ? 'unknown' : standingOf(ours, theirs)
}
