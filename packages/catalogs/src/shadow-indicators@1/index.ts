// Signs of shadow infrastructure, schema version 1.0, with the sources and licences of its facts (`attribution`).
import { readFileSync } from 'node:fs'
import { ShadowIndicators, SignIndex } from '@penstock/model/shadow'

/** The catalogue, arranged for looking up. */
export function loadShadowIndicators(): SignIndex {
  const text = readFileSync(new URL('shadow-indicators.json', import.meta.url), 'utf8')
  return new SignIndex(ShadowIndicators.parse(JSON.parse(text)))
}

/** How findings name this edition. */
export const SHADOW_EDITION = 'shadow-indicators@1'
