// Checks on the firewall configurations that the plant keeps: each rule by itself, and beside the conduits.
import { type RuleFindingRule, readFirewall, reviewRules } from '@penstock/model/firewall'
import { compareRules } from '../rules/compare-rules.ts'
import type { SegmentationRule, Tell } from './finding.ts'
import type { PlantView } from './plant-view.ts'

const TOLD: Readonly<Partial<Record<RuleFindingRule, SegmentationRule>>> = {
  'firewall.any-to-any': 'segmentation.rule-too-wide',
  'firewall.any-service': 'segmentation.rule-too-wide',
  'firewall.wide-ports': 'segmentation.rule-too-wide',
  'firewall.expired': 'segmentation.rule-expired',
  'firewall.unused': 'segmentation.rule-unused',
  'firewall.clear-management': 'segmentation.clear-management',
}

export function checkFirewalls(view: PlantView, tell: Tell): void {
  const { today } = view
  const usedSince = today === null ? null : `${Number(today.slice(0, 4)) - 1}${today.slice(4)}`
  for (const config of view.plant.firewallConfigs) {
    const read = readFirewall(config.text, config.dialect)
    const places = [`firewallConfigs[id=${config.id}].text`]
    if (!read.ok || read.value.unknownCount + read.value.faultCount > 0) {
      const facts = read.ok
        ? {
            device: config.asset,
            statements: read.value.unknownCount,
            faults: read.value.faultCount,
            'first line': read.value.unknown[0]?.line ?? read.value.faults[0]?.line,
          }
        : { device: config.asset, because: read.refusal.code }
      tell('segmentation.rules-not-understood', { id: config.id, facts, path: [config.asset], places })
    }
    if (!read.ok) continue
    const options = {
      hits: config.hits,
      ...(today === null ? {} : { asOf: today }),
      ...(usedSince === null ? {} : { usedSince }),
    }
    const { rules } = compareRules(view.model, read.value, config.asset)
    for (const one of reviewRules(read.value, options)) {
      const rule = TOLD[one.rule]
      if (rule === undefined) continue
      const compared = rules.find((each) => each.rule === one.id && each.line === one.line)
      const conduits =
        rule === 'segmentation.rule-too-wide' ? (compared?.parts.flatMap((part) => part.conduits) ?? []) : []
      const facts = Object.fromEntries(one.facts.map(({ name, value }) => [name, value]))
      const told = { device: config.asset, rule: one.id, line: one.line, ...facts }
      const used = rule === 'segmentation.rule-unused' ? [`firewallConfigs[id=${config.id}].hits`] : []
      tell(rule, { id: config.id, facts: told, path: [config.asset], conduits, places: [...places, ...used] })
    }
    for (const { rule: id, name, line, state, parts, strangers } of rules) {
      const facts = { device: config.asset, rule: id, name: name === id ? null : name, line }
      for (const part of parts) {
        if (part.state === 'allowed' || (state === 'wider' && part.state !== 'wider')) continue
        const between = { ...facts, from: part.fromZone, to: part.toZone }
        const path = [part.fromZone, config.asset, part.toZone]
        if (part.state === 'not-allowed')
          tell('segmentation.rule-without-conduit', { id: config.id, facts: between, path, places })
        else
          tell('segmentation.rule-wider-than-conduit', {
            id: config.id,
            facts: between,
            path,
            conduits: part.conduits,
            places,
          })
      }
      if (strangers.length === 0) continue
      tell('segmentation.rule-for-nobody', {
        id: config.id,
        facts: { ...facts, address: strangers.join(', ') },
        path: [config.asset],
        places,
      })
    }
  }
}
