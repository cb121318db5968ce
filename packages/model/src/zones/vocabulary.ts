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

export interface Named {
  /** Ids of the vocabulary that the conversation may stand for; the best first. Empty: no name is known for it. */
  readonly names: readonly string[]
  readonly basis: 'observed' | 'inferred'
  /** Why these names: the content said so, it is a carrier on their port, or only the port speaks for them. */
  readonly ground: 'content' | 'carrier-and-port' | 'port' | 'none'
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
    const said = vocabulary.byName.get(wire.protocol.toLowerCase())
    if (!CARRIERS.has(wire.protocol.toLowerCase())) {
      return { names: [said ?? wire.protocol], basis: 'observed', ground: 'content' }
    }
    const names = [...new Set([...(said === undefined ? [] : [said]), ...byPort])]
    if (said !== undefined && names.length === 1) return { names, basis: 'observed', ground: 'content' }
    if (names.length > 0) return { names, basis: 'inferred', ground: 'carrier-and-port' }
    return { names: [wire.protocol], basis: 'observed', ground: 'content' }
  }
  const guess = wire.portGuess === null ? undefined : vocabulary.byName.get(wire.portGuess.toLowerCase())
  const names = [...new Set([...(guess === undefined ? [] : [guess]), ...byPort])]
  if (names.length === 0 && wire.portGuess !== null) names.push(wire.portGuess)
  return { names, basis: 'inferred', ground: names.length > 0 ? 'port' : 'none' }
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
