// The demonstration plant *Wrenfield Works*, schema `reference-plant/2`, with its answer keys: product code reads it
// through `readPlant`, which drops them.
import { readFileSync } from 'node:fs'

/** The text of the plant file. */
export function loadWrenfieldWorksText(): string {
  return readFileSync(new URL('wrenfield-works.json', import.meta.url), 'utf8')
}
