// Signs of shadow infrastructure, schema version 1.0, with the sources and licences of its facts (`attribution`).
import { readFileSync } from 'node:fs'
import { ShadowBehaviour, ShadowIndicators, SignIndex } from '@penstock/model/shadow'

/** The catalogue, arranged for looking up. */
export function loadShadowIndicators(): SignIndex {
  return new SignIndex(
    ShadowIndicators.parse(readData('shadow-indicators.json')),
    ShadowBehaviour.parse(readData('shadow-behaviour.json')),
  )
}

function readData(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}

/** How findings name this edition. */
export const SHADOW_EDITION = 'shadow-indicators@1'
