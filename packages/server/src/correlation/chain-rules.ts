// What makes signals of chains in a cell, as rules that may be switched off: over the lines of other systems by their id, and by kind what packets
// and detectors show. With the techniques of the stages that they feed.
import { loadCrossDomainScenarios, loadEventRules, loadRuleKinds } from '@penstock/catalogs/cross-domain-scenarios@1'
import { KIND_OF_DETECTOR, KIND_OF_PROGRAM, OBSERVED_KINDS } from '@penstock/model/correlation'
import { type DataNeed, dataNeedOf } from '@penstock/model/detections'
import type { Domain } from '@penstock/model/kernel'

export interface ChainRule {
  readonly id: string
  readonly title: string
  readonly by: 'events' | 'sensor'
  readonly kinds: readonly string[]
  readonly scenarios: readonly string[]
  readonly techniques: readonly string[]
  /** Only in the cell of that domain; null for both. */
  readonly domain: Domain | null
  readonly needs: readonly DataNeed[]
}

const TITLES: Readonly<Record<string, string>> = {
  'ot.write': 'Sensor: a value is written',
  'ot.control': 'Sensor: a command is given',
  'ot.mode-change': 'Sensor: the mode of a controller is changed',
  'ot.program-download': 'Sensor: a program goes to a controller',
  'ot.program-upload': 'Sensor: a program is read from a controller',
  'ot.firmware-write': 'Sensor: firmware goes to a device, or it tells other firmware',
  'ot.identity-read': 'Sensor: somebody asks who a device is',
  'ot.safety-discovery': 'Sensor: somebody looks for safety controllers',
  'ot.safety-state-read': 'Sensor: key and state of a safety controller are read',
  'ot.interrogation': 'Sensor: a station is interrogated',
  'ot.browse-all': 'Sensor: a whole address space is read',
  'ot.control-sweep': 'Sensor: many points are commanded one after the other',
  'ot.route-through-controller': 'Sensor: a controller is reached through another',
  'ot.scan': 'Sensor: industrial services are looked for',
  'ot.session-from-outside': 'Sensor: the internet speaks with an industrial service',
  'ot.settings-locked': 'Sensor: settings or protection of a device are changed',
  'network.against-direction': 'Sensor: traffic that no conduit allows',
  'ot.new-master': 'Baseline: a new master',
}
/** Of behaviour; a reading off its range is told of by alarms as well, and has no switch of its own here. */
const OF_BASELINE = ['ot.new-master']

let made: readonly ChainRule[] | null = null

/** In the order of titles; of what no stage asks for nothing is told. */
export function chainRules(): readonly ChainRule[] {
  made ??= makeRules()
  return made
}

function makeRules(): readonly ChainRule[] {
  const scenarios = loadCrossDomainScenarios()
  const fedBy = (kinds: readonly string[]) => {
    const fed = scenarios.flatMap(({ id, stages }) =>
      stages
        .filter((stage) => stage.kinds.some((kind) => kinds.includes(kind)))
        .map(({ technique }) => ({ id, technique })),
    )
    const unique = (all: readonly string[]) => [...new Set(all)].sort()
    return { scenarios: unique(fed.map(({ id }) => id)), techniques: unique(fed.map(({ technique }) => technique)) }
  }
  const { rules, saidBy } = loadEventRules()
  const ofEvents = rules.map((rule): ChainRule => {
    const { kinds, domain = null } = saidBy.get(rule.id)!
    return { id: rule.id, title: rule.title, by: 'events', kinds, domain, ...fedBy(kinds), needs: [dataNeedOf(rule)] }
  })
  const sensed = new Set([
    ...[...OBSERVED_KINDS, ...Object.values(KIND_OF_PROGRAM), ...Object.values(KIND_OF_DETECTOR)],
    ...OF_BASELINE,
    // Rules of the pack over packets that are of a kind.
    ...[...loadRuleKinds().values()].filter((kind) => kind.startsWith('ot.')),
  ])
  const ofSensor = [...sensed].map((kind): ChainRule => {
    const needs: readonly DataNeed[] = [{ product: 'penstock', service: 'conversations', protocols: null }]
    return { id: kind, title: TITLES[kind] ?? kind, by: 'sensor', kinds: [kind], domain: null, ...fedBy([kind]), needs }
  })
  return [...ofEvents, ...ofSensor]
    .filter((rule) => rule.scenarios.length > 0)
    .sort((a, b) => (a.title < b.title ? -1 : 1))
}
