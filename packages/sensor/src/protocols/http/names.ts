// Methods as functions of a conversation. Source: RFC 9110 §9, RFC 5789 (PATCH), RFC 4918 (WebDAV).
import type { FunctionKind } from '@penstock/model/observations'

/** A method's number is its place in this list and 1; 0 stands for any other. */
const METHODS: readonly (readonly [string, FunctionKind])[] = [
  ['GET', 'read'],
  ['HEAD', 'read'],
  ['POST', 'write'],
  ['PUT', 'write'],
  ['DELETE', 'write'],
  ['PATCH', 'write'],
  ['OPTIONS', 'other'],
  ['CONNECT', 'session'],
  ['TRACE', 'other'],
  ['PROPFIND', 'read'],
  ['PROPPATCH', 'write'],
  ['MKCOL', 'write'],
  ['COPY', 'write'],
  ['MOVE', 'write'],
]

export const HEAD = 2
export const CONNECT = 8

/** Number of the method that is `bytes[from..to)`. */
export function methodNumber(bytes: Uint8Array, from: number, to: number): number {
  for (let n = 0; n < METHODS.length; n += 1) {
    const [name] = METHODS[n]!
    if (to - from !== name.length) continue
    let at = 0
    while (at < name.length && bytes[from + at] === name.charCodeAt(at)) at += 1
    if (at === name.length) return n + 1
  }
  return 0
}

export function describeHttp(code: number): { code: string; name: string; kind: FunctionKind } {
  const [name, kind] = METHODS[code - 1] ?? ['other', 'other']
  return { code: name, name, kind }
}

export function isNamed(method: string): boolean {
  return METHODS.some(([name]) => name === method)
}
