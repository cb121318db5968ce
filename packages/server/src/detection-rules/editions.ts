// Rules of the catalogue, by their edition, and the files that are in force together with the organisation's folder.
import { loadOtRules, OT_RULES_EDITION } from '@penstock/catalogs/ot-rules@1'
import type { RuleFolderSet } from '@penstock/model/detections'
import type { ForceFile } from './words.ts'

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
