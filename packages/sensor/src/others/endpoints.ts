// Ends of a conversation and operations by function number, as passive sensors of others tell them.
import type { EpochMicros } from '@penstock/model/kernel'
import type { Endpoint, FunctionSeen, OperationKind, Proof } from '@penstock/model/observations'
import { Transport } from '@penstock/model/observations'
import { DNP3, MODBUS, names } from '@penstock/sensor/protocols'
import type { Collector, Talk } from './collector.ts'

/** TLS has no name of its own: the port says what it carries. */
export const BY_PORT = 'by-port'

/** The protocol and the port's suggestion, as our own sensor tells them. */
export function namedProtocol(
  known: string | null,
  transport: Talk['transport'],
  port: number | null,
): Pick<Talk, 'protocol' | 'portGuess'> {
  const guess = port === null ? null : names.portGuess(transport, port)
  if (known === 'dns' && (guess === 'mdns' || guess === 'llmnr')) return { protocol: guess, portGuess: null }
  if (known === BY_PORT && guess === 'https') return { protocol: guess, portGuess: null }
  return known === null || known === BY_PORT
    ? { protocol: null, portGuess: guess }
    : { protocol: known, portGuess: null }
}

export function transportOf(text: string | null): Talk['transport'] {
  const known = Transport.safeParse((text ?? '').toLowerCase())
  return known.success ? known.data : 'ip'
}

export function endpointOf(mac: string | null, ip: string | null): Endpoint {
  return { mac, ip }
}

const OPERATIONS: ReadonlyMap<number, ReadonlyMap<number, OperationKind>> = new Map([
  [
    MODBUS,
    new Map<number, OperationKind>([
      ...[5, 6, 15, 16, 22, 23].map((code) => [code, 'write'] as const),
      [8, 'control'],
      ...[20, 21].map((code) => [code, 'file'] as const),
      ...[17, 43].map((code) => [code, 'identity'] as const),
    ]),
  ],
  [
    DNP3,
    new Map<number, OperationKind>([
      [2, 'write'],
      ...[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16].map((code) => [code, 'control'] as const),
      ...[13, 14].map((code) => [code, 'restart'] as const),
      ...[17, 18].map((code) => [code, 'mode'] as const),
      ...[19, 20, 21, 22, 31].map((code) => [code, 'config'] as const),
      [24, 'time'],
      ...[25, 26, 27, 28, 30].map((code) => [code, 'file'] as const),
      [29, 'auth'],
    ]),
  ],
])

/** A function of a protocol that we read ourselves, under the name that we give it. */
export function functionOf(protocol: number, code: number): FunctionSeen {
  return { ...names.describe(protocol, code), count: 1 }
}

/** Tells the operation that this function is, if it is one. */
export function operate(
  out: Collector,
  protocol: number,
  code: number,
  of: {
    readonly name: string
    readonly client: Endpoint
    readonly server: Endpoint
    readonly at: EpochMicros
    readonly target: string | null
    readonly values?: readonly string[]
    readonly result: string | null
    readonly proof: Proof
  },
): void {
  const kind = OPERATIONS.get(protocol)?.get(code)
  if (kind === undefined) return
  const { code: text, name } = names.describe(protocol, code)
  const { name: protocolName, values, ...rest } = of
  const written = values === undefined || values.length === 0 ? {} : { values: [...values] }
  out.operation({ ...rest, protocol: protocolName, kind, code: text, name, ...written, count: 1 })
}
