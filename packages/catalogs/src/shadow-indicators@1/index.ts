// Signs of shadow infrastructure, schema version 1.0, with the sources and licences of its facts (`attribution`).
import { SignIndex } from '@penstock/model/shadow'
import { checkedData } from './checked.ts'

/** The catalogue, arranged for looking up. */
export function loadShadowIndicators(): SignIndex {
  const { indicators, behaviour } = checkedData()
  return new SignIndex(indicators, behaviour)
}

/** How findings name this edition. */
export const SHADOW_EDITION = 'shadow-indicators@1'
