// The checks of the model over a declared plant, in the words of the wire. Pure.
import { readFirewall, withoutSecrets } from '@penstock/model/firewall'
import type { PlantFile } from '@penstock/model/plant'
import {
  checkSegmentation,
  hostsOfPlant,
  levelSubjects,
  partitionRecordOf,
  proposePartition,
  ringBoundaries,
  SEGMENTATION_CHECKS,
  writeRuleSet,
} from '@penstock/model/segmentation'
import type { Answerers } from '@penstock/server/desk'
import { withDeclared } from './declared.ts'
import { heldFirewalls, understood } from './held-firewalls.ts'
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
  propose: (plant, { others, seen, refusals }) => {
    const drawn = withDeclared(plant, others)
    const hosts = [...hostsOfPlant(drawn), ...others.filter(({ zone }) => zone === null)]
    return { ok: true, value: proposePartition({ plant: drawn, hosts, seen, refusals }) }
  },
  ruleSet: (plant, { format, device, others }) => {
    if (device !== null && !plant.assets.some(({ id }) => id === device))
      return { ok: false, refusal: { code: 'segmentation.no-such-device' } }
    const written = writeRuleSet(withDeclared(plant, others), format, device)
    if (written.ok) return written
    const { rule, because } = written.refusal
    const refusal = { code: 'segmentation.rules-not-written', rule, because } as const
    return { ok: false, refusal }
  },
  levels: (plant) => ({ ok: true, value: levelSubjects(plant) }),
  record: (plant) => ({ ok: true, value: partitionRecordOf(plant) }),
  rings: (plant, { others, traffic }) => ({ ok: true, value: ringBoundaries(withDeclared(plant, others), traffic) }),
  firewalls: (plant, { others, traffic }) => ({ ok: true, value: heldFirewalls(withDeclared(plant, others), traffic) }),
  reading: (_plant, { text, dialect }) => {
    const clean = withoutSecrets(text)
    const read = readFirewall(clean.text, dialect ?? undefined)
    if (!read.ok || read.value.dialect === null)
      return { ok: false, refusal: { code: 'segmentation.rules-not-recognised' } }
    const { rules, unknownCount, faultCount } = understood(read.value)
    const kept = { text: clean.text, secretsTakenOut: clean.count }
    return { ok: true, value: { dialect: read.value.dialect, rules, unknownCount, faultCount, ...kept } }
  },
}
