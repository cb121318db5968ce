// The checks of the model over a declared plant, in the words of the wire. Pure.
import type { PlantFile } from '@penstock/model/plant'
import { checkSegmentation, ringBoundaries, SEGMENTATION_CHECKS } from '@penstock/model/segmentation'
import type { Answerers } from '@penstock/server/desk'
import type { Answers, Questions } from './question.ts'

const SOURCES: ReadonlyMap<string, string> = new Map(SEGMENTATION_CHECKS.map(({ rule, source }) => [rule, source]))

export const ANSWERS: Answerers<Questions, Answers, PlantFile> = {
  check: (plant, { seen }) => {
    const options = seen.length === 0 ? {} : { seenConduits: new Set(seen) }
    const findings = checkSegmentation(plant, options).map(({ facts, path, conduits, places, ...one }) => ({
      ...one,
      source: SOURCES.get(one.rule) ?? '',
      facts: [...facts],
      path: [...path],
      conduits: [...conduits],
      places: [...places],
    }))
    const boundaries = ringBoundaries(plant).map(({ outer, inner, state, controls, proofs, missing }) => ({
      outer,
      inner,
      state,
      conduits: controls.map(({ conduit }) => conduit),
      brokenBy: proofs.map(({ id }) => id),
      missing: [...missing],
    }))
    return { ok: true, value: { findings, boundaries } }
  },
}
