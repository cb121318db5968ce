// The rules of what behaves otherwise: ids that stay, what each says, how bad it is at a controller, and which allowed work makes it
// expected. Techniques are of ATT&CK for ICS 18.1. `docs/concepts/behaviour.md` tells each in words.
import type { FindingKind, FindingLevel } from '../finding.ts'

export interface BehaviourRule {
  readonly id: string
  readonly version: string
  readonly kind: FindingKind
  readonly title: string
  /** At a device of control; elsewhere `levelAt` says. */
  readonly level: FindingLevel
  readonly techniques: readonly string[]
  /** Actions of a maintenance window that make it expected: it is told as informational then. */
  readonly actions: readonly string[]
}

const PROGRAM_WORK = ['firmware', 'program-change', 'program-download']
const VERSION = '1'

export const BEHAVIOUR_RULES = {
  'behaviour.new-master': rule('behaviour', 'A new master speaks to a device', 'high', ['T0848', 'T0888']),
  'behaviour.new-talker': rule('behaviour', 'Two ends talk that never did', 'medium', ['T0886'], ['sensor-install']),
  'behaviour.new-command': rule('behaviour', 'A change is asked for that nobody approved', 'high', ['T0855', 'T0836']),
  'behaviour.new-function': rule('behaviour', 'A function is used that was never used here', 'medium', ['T0888']),
  'behaviour.new-target': rule('behaviour', 'A change is asked for in a new place', 'high', ['T0836', 'T0855']),
  'behaviour.new-address': rule('behaviour', 'Addresses are read that nobody read', 'low', ['T0861']),
  'behaviour.value': rule('behaviour', 'A value left its usual range', 'high', ['T0831', 'T0836']),
  'behaviour.written-value': rule('behaviour', 'A value is written beyond the range of its point', 'high', [
    'T0836',
    'T0855',
  ]),
  'behaviour.cadence': rule('behaviour', 'The rhythm of requests changed', 'low', ['T0830', 'T0814']),
  'behaviour.absence': rule('behaviour', 'What always came does not come', 'medium', ['T0804', 'T0815']),
  'behaviour.scan': rule('behaviour', 'One end calls at many', 'high', ['T0846', 'T0840'], ['active-scan']),
  'behaviour.flood': rule('behaviour', 'Far more packets than usual', 'high', ['T0814'], ['active-scan']),
  'program.download': rule(
    'program-change',
    'A program goes to a device',
    'critical',
    ['T0843', 'T0889'],
    PROGRAM_WORK,
  ),
  'program.firmware': rule('program-change', 'Firmware goes to a device', 'critical', ['T0857', 'T0839'], ['firmware']),
  'program.older-firmware': rule(
    'program-change',
    'A device tells older firmware than before',
    'high',
    ['T0857'],
    ['firmware'],
  ),
  'program.safety-firmware': rule(
    'program-change',
    'The firmware of a safety controller is another one',
    'critical',
    ['T0857', 'T0880'],
    ['firmware'],
  ),
  'program.mode': rule(
    'program-change',
    'The mode of a device is changed',
    'high',
    ['T0858'],
    [...PROGRAM_WORK, 'patch-reboot'],
  ),
  'program.restart': rule(
    'program-change',
    'A device is restarted',
    'high',
    ['T0816'],
    [...PROGRAM_WORK, 'patch-reboot'],
  ),
  'program.settings': rule(
    'program-change',
    'Settings of a device are changed',
    'high',
    ['T0836', 'T0821'],
    [...PROGRAM_WORK, 'vlan-move', 'dns-ntp-directory'],
  ),
  'program.upload': rule('program-change', 'A program is read from a device', 'low', ['T0845'], PROGRAM_WORK),
  'program.key': rule('program-change', 'The key switch of a device was turned', 'high', ['T0858'], PROGRAM_WORK),
  'program.protection': rule(
    'program-change',
    'Protection of a device changed',
    'high',
    ['T0821', 'T0837'],
    [...PROGRAM_WORK, 'password-rotation'],
  ),
  'program.force': rule('program-change', 'Values of a device are forced', 'high', ['T0835', 'T0831'], PROGRAM_WORK),
  'sensor.silent': rule('silence', 'A sensor is not heard', 'medium', ['T0878'], ['sensor-install']),
  'sensor.no-traffic': rule('silence', 'A sensor hears no traffic', 'medium', ['T0878'], ['sensor-install']),
} as const satisfies Readonly<Record<string, BehaviourRule | Omit<BehaviourRule, 'id'>>>

export type BehaviourRuleId = keyof typeof BEHAVIOUR_RULES

export function behaviourRule(id: BehaviourRuleId): BehaviourRule {
  return { id, ...BEHAVIOUR_RULES[id] }
}

/** Zone breaches have a rule for each rule of zones that was broken: `zone-breach.no-conduit`. */
export function breachRule(zoneRule: string): BehaviourRule {
  const id = `zone-breach.${zoneRule.replace(/^zones\./, '')}`
  return { id, ...rule('zone-breach', 'Traffic that no conduit allows', 'high', ['T0886', 'T0867']) }
}

/** Signs of shadow have a rule for each category of the catalogue, and for each heuristic of its own: `shadow.tunnel`. */
export function shadowRule({
  category,
  indicator,
  name,
  title,
}: Record<'category' | 'indicator' | 'name' | 'title', string>): BehaviourRule {
  if (category === HEURISTIC) return { id: `shadow.${indicator}`, ...rule('shadow', name, 'medium', ['T0864']) }
  return { id: `shadow.${category}`, ...rule('shadow', title, 'medium', SHADOW_TECHNIQUES[category] ?? ['T0864']) }
}

/** The category of what behaviour alone shows. */
const HEURISTIC = 'behaviour'

const SHADOW_TECHNIQUES: Readonly<Record<string, readonly string[]>> = {
  'remote-access': ['T0822', 'T0886'],
  'remote-management': ['T0822', 'T0886'],
  'mesh-vpn': ['T0822', 'T0884'],
  tunnel: ['T0822', 'T0884'],
  'industrial-remote-access': ['T0822'],
  'cloud-ai-service': ['T0869', 'T0882'],
  'ai-coding-agent': ['T0869', 'T0853'],
  'agent-protocol': ['T0869', 'T0871'],
  'cloud-storage-and-messaging': ['T0882'],
}

function rule(
  kind: FindingKind,
  title: string,
  level: FindingLevel,
  techniques: readonly string[],
  actions: readonly string[] = [],
): Omit<BehaviourRule, 'id'> {
  return { version: VERSION, kind, title, level, techniques, actions }
}
