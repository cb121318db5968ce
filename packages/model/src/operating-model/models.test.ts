import { type Domain, micros } from '@penstock/model/kernel'
import {
  type Access,
  cellGrantOf,
  diffModels,
  EVERY_ROLE,
  type Independence,
  OBJECT_CLASSES,
  type ObjectClass,
  type PolicyRules,
  type PolicySubject,
  Role,
  reachOf,
  SOC_MODELS,
  type SocModel,
} from '@penstock/model/operating-model'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const NOW = micros(1_000_000)
const DUTY: Independence = {
  regime: 'NERC CIP',
  consequences: ['monitoring-in-scope', 'personnel-vetting', 'revocation-24h', 'protected-information'],
  sites: ['west'],
}

function reach(role: Role, model: SocModel, of: ObjectClass, isRegulated = false): Access {
  return reachOf({ roles: [role], model, independence: DUTY, isRegulated }).get(of) ?? 'none'
}

describe('the table of grants', () => {
  test.each([
    ['it-analyst', 'it-raw', 'work', 'work', 'work'],
    ['it-analyst', 'ot-raw', 'none', 'none', 'none'],
    ['it-analyst', 'ot-detections', 'none', 'none', 'none'],
    ['it-analyst', 'ot-stages', 'redacted', 'after-handoff', 'redacted'],
    ['ot-analyst', 'ot-raw', 'work', 'work', 'work'],
    ['ot-analyst', 'it-raw', 'none', 'none', 'none'],
    ['ot-analyst', 'it-stages', 'redacted', 'after-handoff', 'redacted'],
    ['central-hunter', 'it-events', 'none', 'none', 'pseudonymised'],
    ['central-hunter', 'ot-events', 'none', 'none', 'pseudonymised'],
    ['central-hunter', 'ot-raw', 'none', 'none', 'none'],
    ['soc-lead', 'it-detections', 'read', 'none', 'read'],
    ['soc-lead', 'ot-detections', 'read', 'none', 'read'],
    ['soc-lead', 'ot-raw', 'none', 'none', 'none'],
    ['executive', 'ot-counts', 'read', 'read', 'read'],
    ['executive', 'ot-detections', 'none', 'none', 'none'],
    ['administrator', 'ot-counts', 'none', 'none', 'none'],
  ] as const)('%s and %s: integrated %s, federated %s, hybrid %s', (role, of, ...expected) => {
    expect(SOC_MODELS.map((model) => reach(role, model, of))).toEqual(expected)
  })

  test('[E09:2] under no model does any role reach raw telemetry or normalised events in full of a domain that is not its own', () => {
    for (const model of SOC_MODELS)
      for (const role of Role.options) {
        const full = (['it', 'ot'] as const).filter((domain) =>
          (['raw', 'events'] as const).some((of) =>
            (['read', 'work'] as const).some((access) => access === reach(role, model, `${domain}-${of}`)),
          ),
        )
        expect([model, role, full.length <= 1]).toEqual([model, role, true])
      }
  })

  test('the coordinator and the central team decide nothing, under any model', () => {
    for (const model of SOC_MODELS)
      for (const role of ['soc-lead', 'central-hunter'] as const)
        for (const of of OBJECT_CLASSES) expect([model, role, of, reach(role, model, of)]).not.toContain('work')
  })
})

describe('[E14:2] independence takes rights away', () => {
  test('at a site under the duty nobody from outside the OT team reaches detections, events or stages of OT', () => {
    for (const model of SOC_MODELS)
      for (const role of Role.options)
        for (const of of ['ot-raw', 'ot-events', 'ot-detections', 'ot-stages'] as const) {
          const isTeam = role.startsWith('ot-')
          if (!isTeam) expect([model, role, of, reach(role, model, of, true)]).toEqual([model, role, of, 'none'])
        }
  })

  test('what is not under the duty, and what the OT team has, stays', () => {
    for (const model of SOC_MODELS)
      for (const role of Role.options)
        for (const of of OBJECT_CLASSES)
          if (role.startsWith('ot-') || of.startsWith('it-') || of === 'shared' || of === 'ot-counts')
            expect(reach(role, model, of, true)).toBe(reach(role, model, of))
  })

  test('a consequence takes only what follows from it', () => {
    const at = (consequences: Independence['consequences']) =>
      reachOf({
        roles: ['soc-lead'],
        model: 'hybrid',
        independence: { ...DUTY, consequences },
        isRegulated: true,
      })
    expect(at(['protected-information']).get('ot-detections')).toBe('read')
    expect(at(['protected-information']).get('ot-stages') ?? 'none').toBe('none')
    expect(at(['monitoring-in-scope']).get('ot-detections') ?? 'none').toBe('none')
  })
})

describe('rights in a cell', () => {
  const person = (roles: Role[], sites: PolicySubject['sites'] = '*'): PolicySubject => ({
    subject: 'acc_p',
    roles,
    sites,
  })
  const grant = (rules: Partial<PolicyRules>, who: PolicySubject, domain: Domain) =>
    cellGrantOf({ model: 'integrated', knownSites: ['east', 'west'], ...rules }, who, domain, NOW)

  test('the coordinator reads detections of both cells when the model says so, and nothing else', () => {
    for (const domain of ['it', 'ot'] as const) {
      const given = grant({}, person(['soc-lead']), domain)
      expect([...(given?.permissions ?? [])]).toEqual(['detection:read'])
      expect(grant({ model: 'federated' }, person(['soc-lead']), domain)).toBeNull()
    }
  })

  test('[E14:2] the duty leaves the sites that are free of it, and none when it covers all', () => {
    expect(grant({ independence: DUTY }, person(['soc-lead']), 'ot')?.sites).toEqual(['east'])
    expect(grant({ independence: DUTY }, person(['soc-lead'], ['west']), 'ot')).toBeNull()
    expect(grant({ independence: { ...DUTY, sites: '*' } }, person(['soc-lead']), 'ot')).toBeNull()
    expect(grant({ independence: DUTY }, person(['soc-lead']), 'it')?.sites).toBe('*')
    expect(grant({ independence: DUTY }, person(['ot-analyst']), 'ot')?.sites).toBe('*')
  })

  test('an account with roles of no cell, a guest of no domain, and whoever is at their end have none', () => {
    expect(grant({}, person(['executive']), 'ot')).toBeNull()
    expect(grant({}, { ...person(['ot-analyst']), until: NOW }, 'ot')).toBeNull()
    const guest = { capacity: 'auditor' as const, rooms: ['audit' as const], sponsor: 'acc_s' }
    expect(grant({}, { ...person(['compliance']), guest }, 'ot')).toBeNull()
  })
})

describe('the difference of two models', () => {
  const rules = fc.record(
    { model: fc.constantFrom(...SOC_MODELS), independence: fc.constantFrom(DUTY) },
    { requiredKeys: ['model'] },
  )

  test('nothing differs from itself, and the way back swaps what was gained and lost', () => {
    fc.assert(
      fc.property(rules, rules, (from, to) => {
        expect(diffModels(from, from, EVERY_ROLE)).toEqual([])
        const there = diffModels(from, to, EVERY_ROLE)
        const back = diffModels(to, from, EVERY_ROLE)
        const swapped = there.map(({ before, after, change, ...rest }) => ({
          ...rest,
          before: after,
          after: before,
          change: change === 'gained' ? 'lost' : 'gained',
        }))
        expect(back).toEqual(swapped)
      }),
    )
  })

  test('from integrated to federated the coordinator loses the detections of both, and the teams wait for the handoff', () => {
    const changes = diffModels({ model: 'integrated' }, { model: 'federated' }, EVERY_ROLE)
    expect(changes.filter(({ who }) => who === 'soc-lead').map(({ class: of, change }) => `${of} ${change}`)).toEqual([
      'it-detections lost',
      'it-stages lost',
      'ot-detections lost',
      'ot-stages lost',
    ])
    expect(changes.find(({ who }) => who === 'ot-analyst')).toEqual({
      who: 'ot-analyst',
      class: 'it-stages',
      where: 'everywhere',
      before: 'redacted',
      after: 'after-handoff',
      change: 'lost',
    })
    expect(changes.every(({ change }) => change === 'lost')).toBe(true)
  })
})
