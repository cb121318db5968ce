// OCSF 1.8.0 as far as our events use it (Apache-2.0, see README).
import { readFileSync } from 'node:fs'
import { OcsfSchema } from '@penstock/model/events'

export function loadOcsfSchema(): OcsfSchema {
  return OcsfSchema.parse(JSON.parse(readFileSync(new URL('ocsf.json', import.meta.url), 'utf8')))
}
