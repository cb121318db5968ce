// Signals from what was asked of devices without changing them, and from what many requests mean together: who looks for safety controllers
// and at their keys, who interrogates a station, reads a whole address space, goes through points, or through one controller to another.
import { type EpochMicros, micros } from '@penstock/model/kernel'
import { addressOf, type ExchangeSeen, type ObservationBatch, type OperationSeen } from '@penstock/model/observations'
import { type ObservedGround, thing } from './ground.ts'
import type { Entities, Signal } from './signal.ts'

/** What a single question of a protocol means; by the names of the protocol's functions. */
const QUESTIONS: readonly { readonly kind: string; readonly protocol: string; readonly names: ReadonlySet<string> }[] =
  [
    {
      ...{ kind: 'ot.safety-discovery', protocol: 'tristation' },
      names: new Set(['Connect request', 'Ping', 'Get module versions', 'Get module types']),
    },
    {
      ...{ kind: 'ot.safety-state-read', protocol: 'tristation' },
      names: new Set(['Get CP status', 'Get MP status', 'Get program information']),
    },
    {
      ...{ kind: 'ot.interrogation', protocol: 'iec104' },
      names: new Set(['Interrogation (C_IC_NA_1)', 'Counter interrogation (C_CI_NA_1)']),
    },
  ]
/** What a control centre of IEC 104 does before it commands anything. */
const BEGINNINGS =
  /^(Start data transfer|Stop data transfer|Test frame|Interrogation|Counter interrogation|Read command|Clock synchroni)/
const BROWSING = new Set(['Browse', 'BrowseNext'])
/** A client that knows its nodes browses a few at its start; whoever takes the whole address space goes on and on. */
const FEWEST_BROWSES = 50
/** Different points of one device that are commanded within a batch. */
const FEWEST_POINTS = 8
/** Ports at which a CODESYS runtime or gateway answers: 1217, 1740 to 1743, 11740 to 11743. */
const CODESYS_PORTS = new Set([1217, 1740, 1741, 1742, 1743, 11_740, 11_741, 11_742, 11_743])

export const ASKED_KINDS: readonly string[] = [
  ...QUESTIONS.map(({ kind }) => kind),
  ...['ot.browse-all', 'ot.control-sweep', 'ot.route-through-controller'],
]

export function signalsOfAsked(batch: ObservationBatch, ground: ObservedGround): readonly Signal[] {
  const exchanges = batch.exchanges ?? []
  return [
    ...exchanges.flatMap((one) => questionsIn(one, ground)),
    ...browsesIn(exchanges, ground),
    ...sweepsIn(batch, ground),
    ...routesIn(batch, ground),
  ]
}

function questionsIn(
  { client, server, protocol, name, firstAt }: ExchangeSeen,
  ground: ObservedGround,
): readonly Signal[] {
  const asked = QUESTIONS.filter((one) => one.protocol === protocol && one.names.has(name))
  return asked.map(({ kind }) => signalOf(kind, firstAt, addressOf(client), addressOf(server), ground))
}

function browsesIn(exchanges: readonly ExchangeSeen[], ground: ObservedGround): readonly Signal[] {
  const browses = exchanges.filter(({ protocol, name }) => protocol === 'opc-ua' && BROWSING.has(name))
  return [...Map.groupBy(browses, pairOf)].flatMap(([, of]) => {
    const count = of.reduce((sum, one) => sum + one.count, 0)
    if (count < FEWEST_BROWSES) return []
    const at = micros(Math.min(...of.map(({ firstAt }) => firstAt)))
    return [signalOf('ot.browse-all', at, addressOf(of[0]!.client), addressOf(of[0]!.server), ground, { count })]
  })
}

function sweepsIn({ operations }: ObservationBatch, ground: ObservedGround): readonly Signal[] {
  const commands = operations.filter(
    (one) => one.kind === 'control' && (one.result === null || one.result === 'ok') && !isQuestion(one),
  )
  return [...Map.groupBy(commands, pairOf)].flatMap(([, of]) => {
    const points = new Set(of.flatMap(({ target }) => target ?? [])).size
    if (points < FEWEST_POINTS) return []
    const at = micros(Math.min(...of.map((one) => one.at)))
    return [signalOf('ot.control-sweep', at, addressOf(of[0]!.client), addressOf(of[0]!.server), ground, { points })]
  })
}

/** Somebody speaks with a CODESYS gateway in a controller, and that controller speaks on with another one. */
function routesIn({ conversations }: ObservationBatch, ground: ObservedGround): readonly Signal[] {
  const answered = conversations.filter(
    ({ serverPort, isAnswered }) => isAnswered && serverPort !== null && CODESYS_PORTS.has(serverPort),
  )
  const onward = Map.groupBy(answered, ({ client }) => addressOf(client))
  return answered.flatMap(({ client, server, firstAt }) =>
    (onward.get(addressOf(server)) ?? [])
      .filter((next) => addressOf(next.server) !== addressOf(client))
      .map((next) => {
        const [from, through, to] = [addressOf(client), addressOf(server), addressOf(next.server)]
        const at = micros(Math.max(firstAt, next.firstAt))
        const signal = signalOf('ot.route-through-controller', at, from, through, ground)
        const controller = [...(signal.entities.controller ?? []), thing(to, ground.namesOf)]
        return { ...signal, id: `${signal.id}|${to}`, entities: { ...signal.entities, controller } }
      }),
  )
}

/** Whether an operation asks and changes nothing, though the protocol sends it as a command. */
export function isQuestion({ protocol, name }: Pick<OperationSeen, 'protocol' | 'name'>): boolean {
  return protocol === 'iec104' && BEGINNINGS.test(name)
}

function pairOf({ client, server }: Pick<ExchangeSeen, 'client' | 'server'>): string {
  return `${addressOf(client)}|${addressOf(server)}`
}

function signalOf(
  kind: string,
  at: EpochMicros,
  from: string,
  to: string,
  { site, namesOf }: ObservedGround,
  values: Signal['values'] = {},
): Signal {
  const entities: Entities = { host: [thing(from, namesOf)], controller: [thing(to, namesOf)] }
  return { id: [at, from, to, kind].join('|').slice(0, 500), kind, domain: 'ot', site, at, entities, values }
}
