import { attackModel } from '@penstock/model/paths'
import type { PlantFile } from '@penstock/model/plant'
import { blastRadius, cutPlan, listParties, reconcile } from '@penstock/model/vendors'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { micros, talk, wrenfield } from './vendors.fixture.ts'

const AT = micros('2026-10-01T12:00:00Z')

interface Rows {
  readonly jobs?: readonly object[]
  /** Of units, as read a minute ago. */
  readonly states?: Readonly<Record<string, string>>
  /** Functions that the boiler vendor's account runs. */
  readonly runs?: readonly string[]
}

function plantWith({ jobs = [], states = {}, runs = [] }: Rows): PlantFile {
  return wrenfield((raw) => {
    raw['jobs'] = jobs as unknown[]
    for (const unit of raw['processStates'] as { unit: string; current?: object }[]) {
      const state = states[unit.unit]
      if (state !== undefined) unit.current = { state, at: '2026-10-01T11:59:00Z', by: 'historian' }
    }
    const accounts = raw['accounts'] as { id: string; runs?: readonly string[] }[]
    if (runs.length > 0) accounts.find(({ id }) => id === 'ACC-31')!.runs = runs
  })
}

function planOf(plant: PlantFile, party = 'V-BLR') {
  return cutPlan(plant, attackModel(plant), party, { at: AT })!
}

const cutIn = (plan: ReturnType<typeof planOf>, id: string) => plan.cuts.find((cut) => cut.id === id)!

test('[B04:2] the access first, which is enough; what makes sure against what was taken after it; each with what is left', () => {
  const plan = planOf(plantWith({}))
  expect(plan).toMatchObject({ goalsBefore: 21, isCutOff: true, hours: 24 })
  expect(plan.cuts.map(({ id, when, leftAfter, isNeeded }) => [id, when, leftAfter, isNeeded])).toEqual([
    ['access:RA-02', 'now', 0, true],
    ['device:VND-EWON1', 'now', 0, false],
    ['account:ACC-31', 'now', 0, false],
  ])
})

describe('work in progress', () => {
  const job = {
    id: 'J-1',
    title: 'burner management download',
    vendor: 'V-BLR',
    remoteAccess: ['RA-02'],
    accounts: [],
    assets: ['PKG-BLR-BMS'],
    startedAt: '2026-10-01T11:00:00Z',
    endsAt: '2026-10-01T14:00:00Z',
    safeStop: 'after the signature was compared',
    owner: 'P-OT-ENG-2',
  }
  const whens = (one: object) => planOf(plantWith({ jobs: [one] })).cuts.map(({ id, when }) => [id, when])

  test('[B04:2] a cut that would spoil it comes last, with the job, its end and who is asked', () => {
    expect(whens({ ...job, ifCut: 'harms' })).toEqual([
      ['account:ACC-31', 'now'],
      ['access:RA-02', 'wait'],
      ['device:VND-EWON1', 'wait'],
    ])
    expect(cutIn(planOf(plantWith({ jobs: [{ ...job, ifCut: 'harms' }] })), 'access:RA-02').hindrances).toEqual([
      {
        kind: 'job',
        job: 'J-1',
        title: 'burner management download',
        ifCut: 'harms',
        until: '2026-10-01T14:00:00Z',
        safeStop: 'after the signature was compared',
        ask: 'P-OT-ENG-2',
      },
    ])
  })

  test('one that goes on later hinders nothing and is named', () => {
    const resumes = planOf(plantWith({ jobs: [{ ...job, ifCut: 'resumes' }] }))
    expect(cutIn(resumes, 'access:RA-02')).toMatchObject({ when: 'now', hindrances: [], interrupts: ['J-1'] })
  })

  test.each([
    ['that is over', { startedAt: '2026-10-01T08:00:00Z', endsAt: '2026-10-01T12:00:00Z' }],
    ['that has not begun', { startedAt: '2026-10-01T12:30:00Z' }],
    ['of another access', { remoteAccess: ['RA-01'], assets: [] }],
  ])('one %s hinders nothing', (_, change) => {
    expect(whens({ ...job, ifCut: 'harms', ...change }).every(([, when]) => when === 'now')).toBe(true)
  })

  test('a session that no job explains is closed first', () => {
    const plant = plantWith({})
    const seen = talk('s', ['10.20.60.2', '198.51.100.61'], 'openvpn', ['2026-10-01T10:30:00Z'])
    const running = { ...seen, server: { ip: '198.51.100.9', mac: null } }
    const sessions = reconcile(plant, [running]).sessions.map((one) => ({ ...one, access: ['RA-02'] }))
    const plan = (given: PlantFile) => cutPlan(given, attackModel(given), 'V-BLR', { at: AT, sessions })!
    expect(plan(plant).cuts[0]).toMatchObject({ id: 'access:RA-02', unexplained: { conversation: 's' } })
    const explained = plantWith({ jobs: [{ ...job, ifCut: 'resumes' }] })
    expect(cutIn(plan(explained), 'access:RA-02').unexplained).toBeNull()
  })
})

describe('the process', () => {
  // By hand, from the functions of the plant file: F-STM is down at once; F-RX has half an hour of steam, comes back twelve hours after
  // it, and makes 0.6 t/h of 1650 an hour.
  const runs = ['F-STM']

  test('[B04:2] what stops is told by the cascade, with product and money', () => {
    const { losses } = cutIn(planOf(plantWith({ runs })), 'account:ACC-31')
    const restart = wrenfield().functions.find(({ id }) => id === 'F-STM')!.restartH
    const rxRestart = wrenfield().functions.find(({ id }) => id === 'F-RX')!.restartH
    expect(losses.map(({ id, firstDownH, downtimeH }) => [id, firstDownH, downtimeH])).toEqual([
      ['F-STM', 0, 24 + restart],
      ['F-RX', 0.5, 23.5 + restart + rxRestart],
    ])
    const hours = 23.5 + restart + rxRestart
    expect(losses[1]?.lost).toEqual({ amount: hours * 0.6, unit: 't', money: hours * 1650 })
  })

  test.each([
    ['nobody has told its state', {}, 'ask', ['state-unknown', 'state-unknown']],
    ['the reactor reacts', { 'U-RX': 'reaction', 'U-UTL': 'running' }, 'wait', ['state']],
    ['the reactor is empty', { 'U-RX': 'empty', 'U-UTL': 'running' }, 'now', []],
  ] as const)('[B04:2] $0: the cut is $2', (_, states, when, kinds) => {
    const cut = cutIn(planOf(plantWith({ runs, states })), 'account:ACC-31')
    expect([cut.when, cut.hindrances.map(({ kind }) => kind)]).toEqual([when, kinds])
  })

  test('a reading that is too old is none', () => {
    const plant = plantWith({ runs, states: { 'U-RX': 'empty', 'U-UTL': 'running' } })
    const later = cutPlan(plant, attackModel(plant), 'V-BLR', { at: micros('2026-10-01T13:00:00Z') })!
    expect(cutIn(later, 'account:ACC-31').hindrances).toEqual([
      { kind: 'state-unknown', unit: 'U-RX', ask: 'OPS-HIS1 RX.UNIT_STATE' },
    ])
  })

  test('messages that no longer come are told with what people do then', () => {
    const cut = cutIn(planOf(plantWith({}), 'EXT-WCO-SCADA'), 'access:RA-05')
    expect(cut.messages).toEqual([
      { id: 'IF-09', what: 'chlorine residual to the customer', fallback: 'call every four hours' },
    ])
    expect(cut.losses).toEqual([])
  })

  test('a message that somebody waits for stops the receiver when its stock is used up', () => {
    const plant = wrenfield((raw) => {
      const flows = raw['informationFlows'] as {
        id: string
        from: string
        to: string
        gating: boolean
        via: string[]
      }[]
      // Orders would come through the customer's system: F-BATCH waits for F-ERP no longer than a day.
      flows.find(({ id }) => id === 'IF-01')!.via = ['EXT-WCO-SCADA', 'OPS-BAT1']
    })
    const plan = cutPlan(plant, attackModel(plant), 'EXT-WCO-SCADA', { at: AT, hours: 48 })!
    const { losses } = cutIn(plan, 'access:RA-05')
    expect(losses.map(({ id, firstDownH }) => [id, firstDownH])).toContainEqual(['F-BATCH', 24])
    expect(losses.map(({ id }) => id)).not.toContain('F-ERP')
  })
})

test('all cuts made, the plant without what they close is reached from the party no more, in whatever state its records are', () => {
  const plant = wrenfield()
  const parties = listParties(plant).map(({ id }) => id)
  fc.assert(
    fc.property(
      fc.constantFrom(...parties),
      fc.subarray(plant.accounts, { minLength: 30 }),
      fc.subarray(plant.manages, { minLength: 8 }),
      (party, accounts, manages) => {
        const given = { ...plant, accounts, manages }
        const plan = planOf(given, party)
        expect([party, plan.isCutOff, plan.cuts.at(-1)?.leftAfter ?? 0]).toEqual([party, true, 0])
        const closed = new Set(plan.cuts.map(({ id }) => id))
        const left = withoutWhat(given, closed)
        const radius = blastRadius(left, attackModel(left), party, { paths: 0 })
        expect([party, radius?.hasWayIn ?? false]).toEqual([party, false])
        const lefts = [plan.goalsBefore, ...plan.cuts.map(({ leftAfter }) => leftAfter)]
        expect(lefts).toEqual(lefts.toSorted((a, b) => b - a))
      },
    ),
    { numRuns: 30 },
  )
})

/** The plant file as it would be once somebody had made these cuts. */
function withoutWhat(plant: PlantFile, closed: ReadonlySet<string>): PlantFile {
  return {
    ...plant,
    remoteAccess: plant.remoteAccess.filter(({ id }) => !closed.has(`access:${id}`)),
    accounts: plant.accounts.filter(({ id }) => !closed.has(`account:${id}`)),
    conduits: plant.conduits.filter(({ id }) => !closed.has(`conduit:${id}`)),
    assets: plant.assets.map((asset) => ({
      ...asset,
      ...(closed.has(`device:${asset.id}`) ? { services: [], interfaces: [], ip: null, uplinks: [] } : {}),
      portForwards: (asset.portForwards ?? []).filter(
        ({ publicPort }) => !closed.has(`port-forward:${asset.id}:${publicPort}`),
      ),
    })),
  }
}
