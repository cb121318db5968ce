// Signals from findings of the cell's detectors: a rule by its kind, a detector by what it watches. A rule that is switched off finds nothing, and
// so lowers what is put together.
import type { Finding } from '@penstock/model/detections'
import type { SourceDomain } from '@penstock/model/kernel'
import type { RuleKinds } from './matched.ts'
import type { Entities, EntityClass, Signal } from './signal.ts'

/** Kinds by the detector; Sigma rules have theirs by id. */
export const KIND_OF_DETECTOR: Readonly<Partial<Record<Finding['kind'], string>>> = {
  'zone-breach': 'network.against-direction',
}

/** Kinds by the rules of what behaves otherwise. */
const OF_BEHAVIOUR: Readonly<Record<string, string>> = {
  'behaviour.new-master': 'ot.new-master',
  'behaviour.new-command': 'ot.write',
  'behaviour.new-target': 'ot.write',
  'behaviour.value': 'process.off-normal',
  'behaviour.written-value': 'ot.write',
}

/** Kinds by the rules of changes of programs. */
export const KIND_OF_PROGRAM: Readonly<Record<string, string>> = {
  'program.download': 'ot.program-download',
  'program.firmware': 'ot.firmware-write',
  'program.mode': 'ot.mode-change',
  'program.older-firmware': 'ot.firmware-write',
  'program.safety-firmware': 'ot.firmware-write',
  'program.upload': 'ot.program-upload',
  'program.settings': 'ot.settings-locked',
  'program.protection': 'ot.settings-locked',
}

/** Its finding names the point, what was written and the range that the point was learned to hold. */
const WRITTEN = 'behaviour.written-value'

/** No allowed work covered what a detector tells of; what the baseline does not know, nobody listed. */
const UNAPPROVED: Readonly<Partial<Record<Finding['kind'], Readonly<Record<string, string>>>>> = {
  'program-change': { approved: 'no' },
  behaviour: { approved: 'no', listed: 'no' },
}

export function signalOfFinding(finding: Finding, domain: SourceDomain, kinds: RuleKinds): Signal {
  const { kind, rule, site, at, subject, values } = finding
  const { sourceIp, sourceHost, destinationIp, destinationHost, user, device } = subject
  const named: Partial<Record<EntityClass, readonly (readonly string[])[]>> = {}
  const name = (entityClass: EntityClass, ...names: readonly (string | undefined)[]): void => {
    const known = names.filter((one) => one !== undefined && one.trim() !== '' && one.length <= 500) as string[]
    if (known.length > 0) named[entityClass] = [...(named[entityClass] ?? []), known]
  }
  name('account', user, user?.includes('\\') === true ? user.slice(user.indexOf('\\') + 1) : undefined)
  name('host', sourceIp, sourceHost)
  name('host', device)
  name('address', sourceIp)
  name('controller', destinationIp, destinationHost)
  const { hash } = values
  if (typeof hash === 'string') name('hash', hash)
  if (rule === WRITTEN && destinationIp !== undefined) name('point', `${destinationIp}/${values['place'] ?? ''}`)
  const entities: Entities = named
  return {
    id: [
      'finding',
      rule,
      at,
      sourceIp ?? sourceHost ?? '',
      destinationIp ?? destinationHost ?? '',
      user ?? '',
      device ?? '',
    ].join('|'),
    kind: kinds.get(rule) ?? KIND_OF_PROGRAM[rule] ?? OF_BEHAVIOUR[rule] ?? KIND_OF_DETECTOR[kind] ?? rule,
    ...{ domain, site, at, entities },
    values: { ...values, ...(rule === WRITTEN ? writtenOf(values) : {}), ...(UNAPPROVED[kind] ?? {}) },
  }
}

function writtenOf({ observed, usualLow, usualHigh }: Finding['values']): Signal['values'] {
  const told = { written: observed, limitLow: usualLow, limitHigh: usualHigh }
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Signal['values']
}
