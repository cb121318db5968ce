// Names of protocols: which name of the vocabulary a conversation on the wire may stand for.
// A conduit speaks of purposes (`sftp`, `https`); the wire sometimes shows only the carrier (`ssh`, `tls`) or a port.
import type { ModelProtocol } from './model.ts'

/** Carriers whose content cannot be told apart on the wire: they stand for every name with their port and transport. */
const CARRIERS: ReadonlySet<string> = new Set([
  'ssh',
  'tls',
  'ssl',
  'dtls',
  'http',
  'cotp',
  'tpkt',
  'dcerpc',
  'dce-rpc',
  'dcom',
])

/** Sensors call any TLS `https`; off the ports of that name it is only a carrier. */
const NAMED_AFTER_CARRIER: ReadonlySet<string> = new Set(['https'])

export interface Named {
  /** Ids of the vocabulary that the conversation may stand for; the best first. Empty: no name is known for it. */
  readonly names: readonly string[]
  /** The one of `names` that the content itself said; null when only a carrier or a port speaks. */
  readonly said: string | null
  /** Why these names: the content said so, it is a carrier with or without a name for its port, or only the port speaks. */
  readonly ground: 'content' | 'carrier-and-port' | 'carrier-on-other-port' | 'port' | 'none'
}

export interface Wire {
  readonly protocol: string | null
  readonly portGuess: string | null
  readonly transport: string
  readonly serverPort: number | null
}

/** The names of `wire` in a vocabulary; a content name outside the vocabulary is given as it is. */
export function namesOf(vocabulary: Vocabulary, wire: Wire): Named {
  const byPort = wire.serverPort === null ? [] : (vocabulary.byPort.get(`${wire.transport}:${wire.serverPort}`) ?? [])
  if (wire.protocol !== null) {
    const name = vocabulary.byName.get(wire.protocol.toLowerCase()) ?? wire.protocol
    if (NAMED_AFTER_CARRIER.has(name) && !byPort.includes(name)) {
      const ground = byPort.length > 0 ? 'carrier-and-port' : 'carrier-on-other-port'
      return { names: [...byPort, name], said: null, ground }
    }
    if (!CARRIERS.has(wire.protocol.toLowerCase())) return { names: [name], said: name, ground: 'content' }
    const isNamed = vocabulary.byName.has(wire.protocol.toLowerCase())
    const names = [...new Set(isNamed ? [name, ...byPort] : byPort)]
    if (names.length === 0) return { names: [name], said: name, ground: 'content' }
    return {
      names,
      said: isNamed ? name : null,
      ground: isNamed && names.length === 1 ? 'content' : 'carrier-and-port',
    }
  }
  const guess = wire.portGuess === null ? undefined : vocabulary.byName.get(wire.portGuess.toLowerCase())
  const names = [...new Set([...(guess === undefined ? [] : [guess]), ...byPort])]
  if (names.length === 0 && wire.portGuess !== null) names.push(wire.portGuess)
  return { names, said: null, ground: names.length > 0 ? 'port' : 'none' }
}

export interface Vocabulary {
  /** Id or alias in lower case → id. */
  readonly byName: ReadonlyMap<string, string>
  /** `tcp:502` → ids in the order of the list. */
  readonly byPort: ReadonlyMap<string, readonly string[]>
}

export function vocabularyOf(protocols: readonly ModelProtocol[]): Vocabulary {
  const byName = new Map<string, string>()
  const byPort = new Map<string, string[]>()
  for (const protocol of protocols) for (const alias of protocol.aliases) byName.set(alias.toLowerCase(), protocol.id)
  for (const protocol of protocols) {
    byName.set(protocol.id.toLowerCase(), protocol.id)
    for (const transport of protocol.transport) {
      for (const port of protocol.ports) {
        const key = `${transport}:${port}`
        byPort.set(key, [...(byPort.get(key) ?? []), protocol.id])
      }
    }
  }
  return { byName, byPort }
}
