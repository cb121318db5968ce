// The demonstration plant *Wrenfield Works*, schema `reference-plant/2`, with its answer keys: product code reads it
// through `readPlant`, which drops them.
import { readFileSync } from 'node:fs'
import { type EpochMicros, IsoInstant } from '@penstock/model/kernel'
import { z } from 'zod'

const About = z.object({ schema: z.literal('reference-plant/2'), name: z.string(), asOf: IsoInstant })

/** The text of the plant file. */
export function loadWrenfieldWorksText(): string {
  return readFileSync(new URL('wrenfield-works.json', import.meta.url), 'utf8')
}

/** Name of the plant, and the instant at which every date in it is true. */
export function loadWrenfieldWorksAbout(): { readonly name: string; readonly asOf: EpochMicros } {
  const { about } = z.object({ about: About }).parse(JSON.parse(loadWrenfieldWorksText()))
  return { name: about.name, asOf: about.asOf }
}
