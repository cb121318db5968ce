// Rules of the catalogue, by their edition, and the files that are in force together with the organisation's folder.
import { loadOtRules, loadOtTrials, OT_RULES_EDITION } from '@penstock/catalogs/ot-rules@1'
import type { RuleFolderSet } from '@penstock/model/detections'
import { micros } from '@penstock/model/kernel'
import type { ForceFile, ForceTrial } from './words.ts'

const EDITIONS: Readonly<Record<string, () => readonly { readonly name: string; readonly text: string }[]>> = {
  [OT_RULES_EDITION]: loadOtRules,
}

/** What a cell runs before the hub says otherwise. */
export const ALL_EDITIONS: readonly string[] = Object.keys(EDITIONS)

/** The catalogue first: of two rules with one id its own is run. */
export function filesInForce(packs: readonly string[], folder: Pick<RuleFolderSet, 'files'> | null): ForceFile[] {
  const own = (folder?.files ?? []).map(({ path, text }) => ({ pack: 'folder', path, text }))
  const made = packs.flatMap((pack) => (EDITIONS[pack]?.() ?? []).map(({ name, text }) => ({ pack, path: name, text })))
  return [...made, ...own]
}

/** What the rules of these editions must meet. */
export function trialsOf(packs: readonly string[]): readonly ForceTrial[] {
  if (!packs.includes(OT_RULES_EDITION)) return []
  return loadOtTrials().map(({ rule, events }) => ({
    ...{ pack: OT_RULES_EDITION, path: rule },
    events: events.map(({ at, ocsf, fields, logSources }) => ({
      ...{ at: micros(at), ocsf: JSON.stringify(ocsf), fields: JSON.stringify(fields) },
      logSources: JSON.stringify(logSources),
    })),
  }))
}
