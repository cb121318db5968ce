// How to choose a SOC model: factors, weights, utilities and hard rules, with worked profiles.
import { readFileSync } from 'node:fs'
import { SocModelTables } from '@penstock/model/operating-model'

/** Edition of the tables, which an answer names. */
export const SOC_MODEL_EDITION = 'soc-model@1'

export function loadSocModelTables(): SocModelTables {
  return SocModelTables.parse(JSON.parse(readFileSync(new URL('soc-model.json', import.meta.url), 'utf8')))
}
