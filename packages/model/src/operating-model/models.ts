// The three SOC models as data: who reaches which class of object, and by what rule the two sides meet. Rights in a cell, what the hub
// redacts, the difference of a switch and the page all derive from these tables; nothing else says what a model means.
import type { Domain } from '@penstock/model/kernel'
import type { Role } from './roles.ts'
import type { SocModel } from './soc-model.ts'

/**
 * What is reached: raw telemetry and observations in detail, normalised events, detections, counts, and the stages of joint incidents,
 * each of one domain; and what both sides own together (register, zones, process, vulnerabilities, reports).
 */
export const OBJECT_CLASSES = [
  'shared',
  'it-raw',
  'it-events',
  'it-detections',
  'it-counts',
  'it-stages',
  'ot-raw',
  'ot-events',
  'ot-detections',
  'ot-counts',
  'ot-stages',
] as const
export type ObjectClass = (typeof OBJECT_CLASSES)[number]
export type MonitoringClass = 'raw' | 'events' | 'detections' | 'counts' | 'stages'

/**
 * How far: not at all; redacted once the other side accepted a handoff; with what would tell more left out; with people and hosts as
 * pseudonyms; in full, to read; in full, with decisions about it.
 */
export const ACCESS = ['none', 'after-handoff', 'redacted', 'pseudonymised', 'read', 'work'] as const
export type Access = (typeof ACCESS)[number]

type Reach = Partial<Readonly<Record<MonitoringClass, Access>>>

/** What a role reaches of a domain that is its own, of the other one, or of either when it has none. */
interface RoleReach {
  readonly own?: Reach
  readonly other?: Reach
  readonly both?: Reach
}

interface ModelRules {
  readonly reach: Partial<Readonly<Record<Role, RoleReach>>>
  /** Who may open an incident that both sides see. */
  readonly jointIncident: 'at-suspicion' | 'accepted-handoff' | 'central-team'
  /** What the correlator hands out. */
  readonly correlator: 'joint-case' | 'tip'
  /** How a step of a shared playbook goes from one lane to the other. */
  readonly laneSwitch: 'assignment' | 'handoff' | 'central-lane'
  /** Who leads when both claim it: always the domain of the affected function. */
  readonly tieBreak: 'affected-function'
}

const ANALYST = {
  raw: 'work',
  events: 'work',
  detections: 'work',
  counts: 'read',
  stages: 'work',
} as const satisfies Reach
const COUNTS = { both: { counts: 'read' } } as const satisfies RoleReach

/** A team of one domain works on its own, and sees of the other's stages what the model lets through. */
function team(stages: Access): RoleReach {
  return { own: ANALYST, other: { stages } }
}

function teams(stages: Access): Partial<Record<Role, RoleReach>> {
  return {
    'it-analyst': team(stages),
    'it-lead': team(stages),
    'ot-analyst': team(stages),
    'ot-lead': team(stages),
    'ot-engineer': team(stages),
    'it-leadership': { both: { counts: 'read' } },
    compliance: COUNTS,
    executive: COUNTS,
  }
}

/** Of the coordinator: detections of both domains, to read. Never raw, never with decisions. */
const COORDINATOR = { both: { detections: 'read', counts: 'read', stages: 'read' } } as const satisfies RoleReach

export const MODEL_RULES: Readonly<Record<SocModel, ModelRules>> = {
  integrated: {
    reach: { ...teams('redacted'), 'soc-lead': COORDINATOR, 'central-hunter': COUNTS },
    jointIncident: 'at-suspicion',
    correlator: 'joint-case',
    laneSwitch: 'assignment',
    tieBreak: 'affected-function',
  },
  federated: {
    reach: { ...teams('after-handoff'), 'soc-lead': COUNTS, 'central-hunter': COUNTS },
    jointIncident: 'accepted-handoff',
    correlator: 'tip',
    laneSwitch: 'handoff',
    tieBreak: 'affected-function',
  },
  hybrid: {
    reach: {
      ...teams('redacted'),
      'soc-lead': COORDINATOR,
      'central-hunter': { both: { events: 'pseudonymised', counts: 'read', stages: 'pseudonymised' } },
    },
    jointIncident: 'central-team',
    correlator: 'joint-case',
    laneSwitch: 'central-lane',
    tieBreak: 'affected-function',
  },
}

/** True when the first says less than the second. */
export function isLess(a: Access, b: Access): boolean {
  return ACCESS.indexOf(a) < ACCESS.indexOf(b)
}

export function classOf(domain: Domain, of: MonitoringClass): ObjectClass {
  return `${domain}-${of}`
}
