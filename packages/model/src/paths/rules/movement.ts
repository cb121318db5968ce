// From a reach to what it is good for: a logon, an open weakness, a function of a protocol that asks nobody.
import type { FactBook } from '../facts/fact.ts'
import type { AssetWeakness, Ground } from '../facts/ground.ts'
import { type Told, toldText } from '../facts/observed.ts'
import {
  EFFECTS,
  type EffectClass,
  effectsWithin,
  findProtocolThreat,
  LOGIN_PROTOCOLS,
  type ProtocolThreat,
} from '../facts/protocols.ts'
import { eachReach, type Reach } from '../facts/reach.ts'
import { type AttackRule, NODE, type RuleKind } from './attack-rule.ts'
import { accountFact } from './credentials.ts'

type Acting = Exclude<EffectClass, 'read'>

const ACTIONS: readonly Acting[] = ['write', 'mode', 'logic']
const BASE_COST: Readonly<Record<Acting, number>> = { write: 1, mode: 2, logic: 2 }
const KIND_OF: Readonly<Record<Acting, RuleKind>> = {
  write: 'protocol-write',
  mode: 'protocol-mode',
  logic: 'protocol-logic',
}
const DOES: Readonly<Record<Acting, string>> = {
  write: 'writes values of',
  mode: 'stops, starts or restarts',
  logic: 'changes the program of',
}
const EXPLOIT_COST: Readonly<Record<'A' | 'B' | 'C', number>> = { A: 2, B: 3, C: 5 }

export interface Movement {
  readonly rules: readonly AttackRule[]
  readonly reachCount: number
}

export function movementRules(ground: Ground, book: FactBook, weaknesses: readonly AssetWeakness[]): Movement {
  const rules: AttackRule[] = []
  const known = new Knowledge(ground)
  const weak = new Set<string>()
  for (const one of weaknesses) {
    const rule = exploitRule(ground, book, one)
    if (rule === null) continue
    weak.add(one.asset)
    rules.push(rule)
  }
  const accounted = new Set(ground.enabledAccounts.flatMap((account) => account.systems))
  const domainJoined = new Set(
    ground.plant.assets.filter((asset) => (asset.directory ?? null) !== null).map((asset) => asset.id),
  )
  let reachCount = 0
  eachReach(ground, book, (reach) => {
    reachCount++
    const fromDevice = ground.isDevice(reach.from)
    if (fromDevice && !known.speaks(reach.from, reach.protocol)) return
    const source = fromDevice ? NODE.logic(reach.from) : NODE.network(reach.from)
    const step = { from: reach.from, at: reach.to, crosses: reach.crosses, protocol: reach.protocol } as const
    const isDevice = ground.isDevice(reach.to)
    if (weak.has(reach.to)) {
      const text = `${reach.from} reaches ${reach.to} (${reach.protocol})`
      rules.push({
        ...step,
        kind: 'reach',
        pre: [source],
        post: NODE.service(reach.to),
        cost: 0,
        technique: null,
        facts: reach.facts,
        text,
      })
    }
    if (isDevice) {
      const threat = findProtocolThreat(reach.protocol)
      if (threat !== null && threat.authentication !== 'login')
        rules.push(...protocolRules(ground, book, known, reach, threat, source))
    } else if (
      !fromDevice &&
      LOGIN_PROTOCOLS.has(reach.protocol) &&
      (accounted.has(reach.to) || domainJoined.has(reach.to))
    ) {
      const text = `${reach.from} reaches the ${reach.protocol} logon of ${reach.to}`
      rules.push({
        ...step,
        kind: 'reach',
        pre: [source],
        post: NODE.logon(reach.to),
        cost: 0,
        technique: 'T0886',
        facts: reach.facts,
        text,
      })
    }
  })
  for (const asset of ground.plant.assets) if (ground.isDevice(asset.id)) rules.push(...impliedOfLogic(asset.id))
  return { rules, reachCount }
}

/** Who changed a program writes what he wants and stops what he wants. */
function impliedOfLogic(asset: string): readonly AttackRule[] {
  const rule = {
    kind: 'implied',
    pre: [NODE.logic(asset)],
    cost: 0,
    from: asset,
    at: asset,
    crosses: [],
    technique: null,
    facts: [],
  } as const
  const text = `the program of ${asset} is the attacker's`
  return [
    { ...rule, post: NODE.write(asset), text },
    { ...rule, post: NODE.mode(asset), text },
  ]
}

function protocolRules(
  ground: Ground,
  book: FactBook,
  known: Knowledge,
  reach: Reach,
  threat: ProtocolThreat,
  source: string,
): readonly AttackRule[] {
  const target = ground.index.assetById.get(reach.to)!
  const toldKey = ground.observed.keySwitch(reach.to)
  const key = toldKey?.value ?? target.keySwitch ?? null
  const passing = effectsWithin(threat, reach.codes)
  const isCaller = ground.observed.isCaller(reach.from, target, reach.protocol)
  const isExpected = isCaller || known.expects(reach.from, reach.to, reach.protocol)
  const caller = isCaller ? [callerFact(ground, book, reach)] : []
  const project = known.projectFact(book, reach.from, reach.to)
  return ACTIONS.flatMap((effect): readonly AttackRule[] => {
    if (!passing.includes(effect)) return []
    const isGuarded = threat.keyGuards.includes(effect)
    if (isGuarded && key === 'RUN') return []
    const keyFacts = isGuarded && key !== null ? [keyFact(ground, book, reach.to, key, toldKey)] : []
    const seen = seenFacts(ground, book, reach.to, threat.protocol, effect)
    const more = effect === 'logic' && !known.engineers(reach.from) ? 2 : 1
    const plain = { cost: BASE_COST[effect] + (isExpected ? 0 : more), facts: [] as readonly string[] }
    // The shared project first: of two ways of one effort it says more.
    const ways = project === null ? [plain] : [{ cost: BASE_COST[effect], facts: [project] }, plain]
    return gatesOf(ground, book, reach.to, threat).flatMap((gate) =>
      ways.map((way) => ({
        kind: KIND_OF[effect],
        pre: [source, ...gate.pre],
        post: NODE[effect](reach.to),
        cost: way.cost,
        from: reach.from,
        at: reach.to,
        crosses: reach.crosses,
        technique: EFFECTS[effect].technique,
        protocol: reach.protocol,
        facts: [...reach.facts, ...gate.facts, ...keyFacts, ...seen, ...caller, ...way.facts],
        text: `${reach.from} ${DOES[effect]} ${reach.to} by ${reach.protocol}`,
      })),
    )
  })
}

interface Gate {
  readonly pre: readonly string[]
  readonly facts: readonly string[]
}

/** What a device asks before it obeys: nothing, a password that somebody may hold, or more than the plant file knows. */
function gatesOf(ground: Ground, book: FactBook, device: string, threat: ProtocolThreat): readonly Gate[] {
  const config = ground.index.assetById.get(device)?.config
  const protection = config?.accessProtection
  const told = ground.observed.protection(device)
  const isProtected = told === null ? protection !== undefined && protection !== 'none' : told.asks
  const asks = threat.authentication === 'password' || isProtected
  if (!asks) {
    const fact = book.tell('no-authentication', `${device}:${threat.protocol}`, () => ({
      domain: ground.domainOfAssets([device]),
      places: [
        `assets[id=${device}].services`,
        ...(protection === undefined ? [] : [`assets[id=${device}].config.accessProtection`]),
      ],
      text: `${device} obeys ${threat.protocol} without asking who speaks${threat.secureForm === null ? '' : ` (secure form: ${threat.secureForm})`}${told === null ? '' : `: protection ${told.value}${toldText(told)}${protection === undefined || protection === 'none' ? '' : `, though ${protection} is declared`}`}`,
      canBeCut: true,
    }))
    return [{ pre: [], facts: [fact] }]
  }
  const accounts = ground.enabledAccounts.filter((account) => account.systems.includes(device))
  const gates: Gate[] = accounts.map((account) => ({
    pre: [NODE.credential(account.id)],
    facts: [accountFact(ground, book, account)],
  }))
  if (config?.defaultPassword === true) {
    const fact = book.tell('default-password', device, () => ({
      domain: ground.domainOfAssets([device]),
      places: [`assets[id=${device}].config.defaultPassword`],
      text: `${device} still has the maker's password`,
      canBeCut: true,
    }))
    gates.push({ pre: [], facts: [fact] })
  }
  return gates
}

function keyFact(ground: Ground, book: FactBook, device: string, key: string, told: Told | null): string {
  return book.tell('key-switch', device, () => {
    const declared = ground.index.assetById.get(device)?.keySwitch ?? null
    const other = told === null || declared === null || declared === key ? '' : `, though ${declared} is declared`
    return {
      domain: ground.domainOfAssets([device]),
      places: [`assets[id=${device}].keySwitch`],
      text: `the key switch of ${device} stands in ${key}${told === null ? '' : `${toldText(told)}${other}`}`,
      canBeCut: true,
    }
  })
}

/** Who is its master, or reads it: what he says there is nothing new to anybody who watches. */
function callerFact(ground: Ground, book: FactBook, { from, to, protocol }: Reach): string {
  return book.tell('seen-calling', `${from}:${to}:${protocol}`, () => ({
    domain: ground.domainOfAssets([from, to]),
    places: [`assets[id=${to}].services`],
    text: `${from} calls ${to} by ${protocol}, as the wire told`,
    canBeCut: false,
  }))
}

/** What the wire told of the device that this effect meets: the mode that is left, the program that is replaced, the station that is named. */
function seenFacts(
  ground: Ground,
  book: FactBook,
  device: string,
  protocol: string,
  effect: Acting,
): readonly string[] {
  const domain = ground.domainOfAssets([device])
  const place = [`assets[id=${device}].services`]
  const mode = effect === 'mode' ? ground.observed.mode(device) : null
  const program = effect === 'logic' ? ground.observed.program(device) : null
  const stations = ground.observed.stations(device, protocol)
  const tell = (kind: 'mode' | 'program' | 'station', about: string, text: string): string =>
    book.tell(kind, about, () => ({ domain, places: place, text, canBeCut: false }))
  return [
    ...(mode === null ? [] : [tell('mode', device, `${device} is in ${mode.value}${toldText(mode)}`)]),
    ...(program === null
      ? []
      : [
          tell(
            'program',
            device,
            `the program of ${device} is ${program.value}${toldText(program)}: another one tells that it was changed`,
          ),
        ]),
    ...(stations.length === 0
      ? []
      : [
          tell(
            'station',
            `${device}:${protocol}`,
            `${device} obeys commands to ${stations.join(', ')}, which passes in the clear`,
          ),
        ]),
  ]
}

function exploitRule(ground: Ground, book: FactBook, one: AssetWeakness): AttackRule | null {
  if (one.grade === 'N' || !ground.index.assetById.has(one.asset)) return null
  const fact = book.tell('weakness', `${one.asset}:${one.advisory}`, () => ({
    domain: ground.domainOfAssets([one.asset]),
    places: [`assets[id=${one.asset}].version`],
    text: `${one.advisory}${one.cves.length === 0 ? '' : ` (${one.cves.join(', ')})`}, grade ${one.grade}${one.isKnownExploited === true ? ', known to be exploited' : ''}`,
    canBeCut: true,
  }))
  return {
    kind: 'exploit',
    pre: [NODE.service(one.asset)],
    post: ground.isDevice(one.asset) ? NODE.logic(one.asset) : NODE.admin(one.asset),
    cost: EXPLOIT_COST[one.grade] - (one.isKnownExploited === true ? 1 : 0),
    from: null,
    at: one.asset,
    crosses: [],
    technique: 'T0866',
    facts: [fact],
    text: `uses ${one.advisory} against ${one.asset}`,
  }
}

/** What lies ready at hand between two assets: protocols they speak, who engineers whom, shared projects. */
class Knowledge {
  readonly #ground: Ground
  readonly #spoken = new Set<string>()
  readonly #expected = new Set<string>()
  readonly #engineering = new Set<string>()

  constructor(ground: Ground) {
    this.#ground = ground
    for (const asset of ground.plant.assets) {
      for (const { protocol } of ground.servicesOf(asset.id)) this.#spoken.add(`${asset.id} ${protocol}`)
      if (/engineering/.test(asset.role ?? '')) this.#engineering.add(asset.id)
    }
    for (const flow of ground.plant.flows) {
      const protocol = ground.index.protocol(flow.protocol)?.id ?? flow.protocol
      for (const end of [flow.src, flow.dst]) this.#spoken.add(`${end} ${protocol}`)
      this.#expect(flow.src, flow.dst, protocol)
      this.#expect(flow.dst, flow.src, protocol)
    }
    for (const edge of ground.plant.manages) {
      if (!edge.kind.includes('engineering')) continue
      this.#engineering.add(edge.by)
      for (const target of edge.what) this.#expect(edge.by, target, '*')
    }
  }

  speaks(asset: string, protocol: string): boolean {
    return this.#spoken.has(`${asset} ${protocol}`)
  }

  /** Whether one already speaks this protocol with the other, or engineers it. */
  expects(from: string, to: string, protocol: string): boolean {
    return this.#expected.has(`${from} ${to} ${protocol}`) || this.#expected.has(`${from} ${to} *`)
  }

  engineers(asset: string): boolean {
    return this.#engineering.has(asset)
  }

  /** One engineering project for both: who has the one has what it takes to change the other. */
  projectFact(book: FactBook, from: string, to: string): string | null {
    const { assetById } = this.#ground.index
    const project = assetById.get(from)?.engineeringProject ?? null
    if (project === null || assetById.get(to)?.engineeringProject !== project) return null
    const [first, second] = [from, to].toSorted()
    return book.tell('shared-project', `${first}+${second}`, () => ({
      domain: this.#ground.domainOfAssets([from, to]),
      places: [first, second].map((id) => `assets[id=${id}].engineeringProject`),
      text: `${first} and ${second} are engineered in one project, ${project}`,
      canBeCut: true,
    }))
  }

  #expect(from: string, to: string, protocol: string): void {
    this.#expected.add(`${from} ${to} ${protocol}`)
  }
}
