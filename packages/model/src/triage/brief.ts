// A detection in plain words for people who do not have the context of the side that found it: what, where in the process, whom to call, what
// not to do, and what nobody knows. It names what both sides share (assets, functions, people of the plant) and the title of the rule; no
// address, no account and no value of the wire.
import type { FindingLevel } from '@penstock/model/detections'
import { type Domain, type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { Call, CallReason } from './calls.ts'
import type { TriageContext } from './context.ts'
import type { Deed } from './deeds.ts'
import type { FoundEnd } from './ends.ts'

export interface Brief {
  readonly what: string
  readonly soWhat: string
  readonly asked: string
  /** What must not be done to the plant meanwhile. */
  readonly constraints: readonly string[]
  readonly calls: readonly string[]
  readonly notKnown: readonly string[]
}

export interface BriefedDetection {
  readonly title: string
  readonly level: FindingLevel
  readonly domain: Domain
  readonly firstAt: EpochMicros
  readonly lastAt: EpochMicros
  readonly count: number
  readonly techniques: readonly string[]
}

/** For the people of `to`, from what the context tells. */
export function translatedBrief(detection: BriefedDetection, context: TriageContext, to: Domain): Brief {
  return {
    what: whatText(detection, context),
    soWhat: soWhatText(context),
    asked: askedText(context, to),
    constraints: constraintsOf(context),
    calls: context.calls.map(callText),
    notKnown: notKnownOf(context),
  }
}

function whatText(
  { title, level, domain, firstAt, lastAt, count, techniques }: BriefedDetection,
  { ends }: TriageContext,
): string {
  const when =
    count === 1 ? `At ${minuteText(firstAt)}` : `From ${minuteText(firstAt)} to ${minuteText(lastAt)}, ${count} times,`
  const attack = techniques.length === 0 ? '' : ` ATT&CK calls it ${techniques.join(', ')}.`
  const who = ends.length === 0 ? 'It names no device.' : `${ends.map(endText).join('; ')}.`
  return `${when} the ${sideName(domain)} monitoring found: "${title}" (${level}). ${who}${attack}`
}

function endText(end: FoundEnd): string {
  const place = { source: 'From', destination: 'To', device: 'At' }[end.place]
  if (end.asset === null) {
    if (end.side === 'outside') return `${place} somewhere outside the site`
    return `${place} a device that nobody registered${end.zone === null ? '' : ` in zone ${end.zone.name}`}`
  }
  const { id, name, role } = end.asset
  const what = role === null || role === undefined ? '' : `, ${role}`
  return `${place} ${name} (${id}${what}${end.zone === null ? '' : `, zone ${end.zone.name}`})`
}

function soWhatText({ stake, safety, scenarios, units, work }: TriageContext): string {
  return [stakeText(stake), safetyText(safety, scenarios), ...units.map(unitText), ...work.map(workText)].join(' ')
}

function stakeText({ consequence, asset, serves, stops, meaning, standing }: TriageContext['stake']): string {
  if (asset === null) return 'No device of the plant file is named, so nobody can say which function is at stake.'
  const own =
    serves === null
      ? `${asset.name} serves no function that the plant file states.`
      : `${asset.name} serves ${serves.name}.`
  if (consequence.kind === 'none') return `${own} Nothing that the plant file tells of stops without it.`
  if (consequence.kind === 'unknown') return `${own} What follows from its loss is not stated.`
  const means =
    meaning === null ? '' : `: people, ${meaning.people}; environment, ${meaning.environment}; money, ${meaning.money}`
  const how =
    standing === 'guard' || stops === null
      ? ''
      : ` ${stops.name} suffers after ${hoursText(stops.afterH)}${standing === 'shared' ? ' once its spares are gone too' : ''}.`
  return `${own}${how} Worst consequence level ${consequence.level} of 5${means}.`
}

function safetyText(safety: TriageContext['safety'], scenarios: TriageContext['scenarios']): string {
  if (safety === 'unknown') return 'Which safeguards depend on it is not known: the plant file states no scenario.'
  if (scenarios.length === 0)
    return safety === 'safety-system' ? 'It is part of a safety system.' : 'No stated safeguard depends on it.'
  const texts = scenarios.map(({ title, layers, beganBy }) => {
    const leaning = layers.filter(({ leansOn }) => leansOn.length > 0).map(({ id }) => id)
    const standing = layers.filter(({ leansOn }) => leansOn.length === 0).map(({ id }) => id)
    const begins = beganBy.length === 0 ? '' : ' can begin there;'
    const leans = leaning.length === 0 ? '' : ` ${leaning.join(', ')} lean${leaning.length === 1 ? 's' : ''} on it;`
    return `${title}:${begins}${leans} still standing: ${standing.length === 0 ? 'none' : standing.join(', ')}.`
  })
  return texts.join(' ')
}

function unitText({ name, state, source }: TriageContext['units'][number]): string {
  const where =
    source.kind === 'supervisor'
      ? `ask ${source.text || 'the supervisor'}`
      : `see tag ${source.text || 'of the historian'}`
  if (state === null) return `What ${name} does now is not known (${where}).`
  const age = state.isStale ? `, which is old: ${where}` : ''
  return `${name} is in "${state.text}"${state.isHazardous ? ' (a hazardous state)' : ''}, told ${minuteText(state.at)}${age}.`
}

function workText({ title, endsAt, ifCut }: TriageContext['work'][number]): string {
  const end = endsAt === null ? 'with no stated end' : `until ${endsAt}`
  return `Work is recorded on it now: ${title}, ${end}${ifCut === 'harms' ? '; cutting it off harms the plant' : ''}.`
}

function askedText({ work }: TriageContext, to: Domain): string {
  if (to === 'ot') {
    const known = work.length === 0 ? 'No work is recorded on it: say' : 'Say'
    return `${known} whether somebody meant to do this (work, change, test), and whether the process looks and feels normal. Do not wait for us to act on the process.`
  }
  return 'Say what happened on the hosts and accounts of your side around that time, whether they can be contained without touching what OT depends on, and whether others were reached the same way.'
}

function constraintsOf({ ends, deeds, work }: TriageContext): readonly string[] {
  const assets = new Set(ends.flatMap(({ asset }) => asset?.id ?? []))
  const named = (target: string | null): string =>
    target !== null && assets.has(target) ? target : 'the device that nobody registered'
  const refused = deeds.flatMap((deed) => constraintOf(deed, named(deed.target)) ?? [])
  const stops = work.flatMap(({ title, safeStop }) =>
    safeStop === null ? [] : [`${title} can be stopped safely: ${safeStop}`],
  )
  return [...new Set([...refused, ...stops])]
}

function constraintOf({ kind, target, refusal }: Deed, device: string): string | null {
  if (refusal === null) return null
  switch (kind) {
    case 'isolate':
      return refusal.code === 'triage.unknown-host'
        ? `Do not isolate ${device} before somebody knows what depends on it`
        : `Do not isolate ${device}: ${refusal.code === 'playbooks.never-isolated' ? NEVER[refusal.why] : 'OT depends on it, and only OT decides'}`
    case 'block-account':
      return 'Do not block the account before OT says what runs or works under it'
    case 'close-conduit':
      return `Do not close conduit ${target}: running the plant without it is not agreed`
    case 'act-on-controller':
      return `Do not stop, restart, scan or write to ${device}`
    case 'act-on-safety-system':
      return `Nobody acts on ${device} but process safety, on site`
    case 'look':
    case 'call':
      return null
  }
}

const NEVER = {
  controller: 'it controls the process',
  'safety-system': 'it belongs to a safety system',
  'view-only-hmi': 'it may be the only view that operators have',
  'life-safety': 'lives depend on it',
} as const

const REASONS: Readonly<Record<CallReason, string>> = {
  shift: 'shift supervisor on duty',
  'duty-manager': 'OT duty manager',
  'process-safety': 'process safety',
  'asset-owner': 'answers for the device',
  'function-owner': 'answers for the function',
  vendor: 'vendor',
}

function callText({ reason, of, name, channel, address, isIndependent, missing }: Call): string {
  const who = `${REASONS[reason]}: ${name ?? of}`
  if (missing === 'rota-gap') return `${REASONS[reason]}: nobody is on the rota ${of} now`
  if (missing === 'left') return `${who} has left; find who answers now`
  if (missing !== null || channel === null || address === null) return `${who}, no way to reach is recorded`
  return `${who}, ${channel} ${address}${isIndependent ? '' : ' (rests on corporate IT: say nothing there that an intruder may hear)'}`
}

function notKnownOf({ ends, stake, safety, units, work }: TriageContext): readonly string[] {
  return [
    ...(ends.some(({ asset, side }) => asset === null && side !== 'outside')
      ? ['which device it is: it is not registered']
      : []),
    ...(stake.consequence.kind === 'unknown' ? ['what the loss would do to the process'] : []),
    ...(safety === 'unknown' ? ['which safeguards depend on it'] : []),
    ...(units.some(({ state }) => state === null || state.isStale) || units.length === 0
      ? ['what the process does now']
      : []),
    ...(work.length === 0 ? ['whether it was meant: no work is recorded on it'] : []),
  ]
}

function sideName(domain: Domain): string {
  return domain === 'ot' ? 'OT' : 'IT'
}

function minuteText(at: EpochMicros): string {
  return `${isoOfMicros(at).slice(0, 16).replace('T', ' ')} UTC`
}

function hoursText(hours: number): string {
  return hours < 0.1 ? 'minutes' : `${Number(hours.toFixed(1))} h`
}
