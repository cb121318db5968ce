// The OT rule pack on traffic: each rule meets its own positive and nothing else does, unless it is named; a look-alike meets nothing. And the
// pack as a table: what every rule must say, and that a sensor gives what it asks for.

import { loadAttack } from '@penstock/catalogs/attack@18.1'
import { loadAttackIcs, loadOtRules } from '@penstock/catalogs/ot-rules@1'
import { techniquesOf } from '@penstock/model/detections'
import { findEventFormat, type NormalEvent } from '@penstock/model/events'
import { micros } from '@penstock/model/kernel'
import { fileSource } from '@penstock/sensor/encoders'
import { observeStream } from '@penstock/sensor/observe'
import { expect, test } from 'vitest'
import { judgeBatches, sensorEvents } from '../judge-batches.ts'
import { HOST_TRIALS, type Told } from './host.fixture.ts'
import { fieldsOf, type PackRule, readPack } from './pack-table.fixture.ts'
import { TRIALS } from './trials.fixture.ts'
import { captureOf, type Film } from './wire.fixture.ts'

const pack = readPack(loadOtRules())
const attack = loadAttackIcs()
const ofHosts = new Set(loadAttack().matrices.flatMap(({ techniques }) => techniques.map(({ id }) => id)))
const told = pack.rules.filter(({ isQuiet }) => !isQuiet)

const batches = (film: Film) => observeStream(fileSource(captureOf(film)), { maxFlows: 4096 })

function met(film: Film): string[] {
  const files = [...judgeBatches(pack.set, batches(film))].map(({ ruleId }) => pack.fileOf(ruleId))
  return [...new Set(files)].sort()
}

/** What lines of other systems tell. */
const eventsOf = (told: Told): readonly NormalEvent[] =>
  told.flatMap(([format, line]) => {
    const reader = findEventFormat(format)!.open({ domain: 'ot', sha256: () => '' })
    return reader.read(line, RECEIVED_AT).flatMap((read) => (read.kind === 'event' ? [read.event] : []))
  })
const RECEIVED_AT = micros(1_790_834_410_000_000)
const metBy = (told: Told) =>
  eventsOf(told).map((event) => pack.set.engine.match(event).map(({ id }) => pack.fileOf(id)))

test.each(HOST_TRIALS)('$rule meets its own lines, and every other leaves its look-alike alone', (trial) => {
  expect(metBy(trial.positive)).toEqual([[trial.rule]])
  expect(metBy(trial.benign)).toEqual(trial.benign.map(() => []))
})

test.each(TRIALS)('$rule meets its own traffic', ({ rule, positive, also = [] }) => {
  expect(met(positive)).toEqual([rule, ...also].sort())
})

test.each(TRIALS)('$rule and every other leave its look-alike alone', ({ benign }) => {
  expect([...benign].some((part) => typeof part !== 'number')).toBe(true)
  expect(met(benign)).toEqual([])
})

test('the catalogue keeps of each positive the events that its rules are about', async () => {
  const kept = TRIALS.map(({ rule, positive }) => {
    const own = new Set(pack.rules.filter(({ file }) => file === rule).map(({ id }) => id))
    const isOfCorrelation = pack.rules.some(({ file, isQuiet }) => file === rule && isQuiet)
    const about = [...batches(positive)]
      .flatMap((batch) => [...sensorEvents(batch)])
      .filter((event) => pack.set.engine.match(event).some(({ id }) => own.has(id)))
    // One event suffices for a rule of single events.
    return { rule, events: isOfCorrelation ? about : about.slice(0, 1) }
  })
  kept.push(...HOST_TRIALS.map(({ rule, positive }) => ({ rule, events: [...eventsOf(positive)] })))
  const lines = kept.map(({ rule, events }) =>
    JSON.stringify({
      rule: `${rule}.yml`,
      events: events.map(({ time: at, ocsf, fields, logSources }) => ({ at, ocsf, fields, logSources })),
    }),
  )
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('../../../../catalogs/src/ot-rules@1/trials.ndjson')
})

test('every file is read, tells of one thing, and is tried', () => {
  expect(pack.faults).toEqual([])
  expect(told.map(({ file }) => file).sort()).toEqual(pack.files)
  expect([...TRIALS, ...HOST_TRIALS].map(({ rule }) => rule).sort()).toEqual(pack.files)
})

test.each(told)('$file says what whoever is called by it needs', ({ source, id, tags }) => {
  const techniques = techniquesOf(tags)
  expect(techniques.length).toBeGreaterThan(0)
  for (const technique of techniques) {
    const known = attack.techniques.find((each) => each.id === technique)
    // What a host tells is named by the matrix of hosts as well.
    expect(known !== undefined || ofHosts.has(technique), technique).toBe(true)
    for (const tactic of known?.tactics ?? []) expect(tags).toContain(`attack.${tactic}`)
  }
  expect(source['attack-version']).toBe(attack.about.version)
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(source['level']).toMatch(/^(low|medium|high|critical)$/)
  expect(source['status']).toBe('test')
  expect(String(source['description']).length).toBeGreaterThan(40)
  expect((source['falsepositives'] as readonly string[]).length).toBeGreaterThan(0)
})

test('no two rules have one id or one title', () => {
  for (const of of [
    (rule: PackRule) => rule.id,
    ({ source, isQuiet, file }: PackRule) => `${String(source['title'])}${isQuiet ? file : ''}`,
  ])
    expect(new Set(pack.rules.map(of)).size).toBe(pack.rules.length)
})

/** By service of the sensor, every name that an event of any trial gives. */
const given = new Map<string, Set<string>>()
for (const { positive, benign } of TRIALS)
  for (const batch of batches([...positive, 3600, ...benign]))
    for (const event of sensorEvents(batch)) {
      const { service = '' } = event.logSources[0]!
      const names = given.get(service) ?? new Set<string>()
      given.set(service, names)
      for (const name of namesOf(event)) names.add(name)
    }

test('a rule asks for sources and fields that the sensor gives', () => {
  const services = new Set(
    findEventFormat('penstock-sensor')!.kinds.flatMap(({ logSources }) =>
      logSources.flatMap(({ service }) => service ?? []),
    ),
  )
  for (const rule of pack.rules.filter(({ file }) => !file.startsWith('host/')))
    for (const { service, field } of fieldsOf(pack, rule)) {
      expect(services, rule.file).toContain(service)
      expect([...(given.get(service) ?? [])], `${rule.file}: ${field}`).toContain(field)
    }
})

function namesOf({ fields, ocsf }: NormalEvent): string[] {
  return [...Object.keys(fields), ...leaves(ocsf, '')]
}

function leaves(node: Readonly<Record<string, unknown>>, prefix: string): string[] {
  return Object.entries(node).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? leaves(value as Readonly<Record<string, unknown>>, `${prefix}${name}.`)
      : [prefix + name],
  )
}
