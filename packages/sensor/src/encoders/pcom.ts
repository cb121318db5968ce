// Unitronics PCOM/TCP with ASCII commands. Source: Unitronics "PCOM protocol" (public PDF): TCP header of six bytes, frames
// `/` unit command data sum CR, answers `/A`; ID identity, RW/SW read and write memory integers.
import { bytes, le16 } from './bytes.ts'

const ASCII_MODE = 101

/** A request. `command` is two letters, `data` ASCII. */
export function pcomRequest(transaction: number, unit: number, command: string, data = ''): Uint8Array {
  return tcp(transaction, frame('/', unit, command, data))
}

export function pcomResponse(transaction: number, unit: number, command: string, data = ''): Uint8Array {
  return tcp(transaction, frame('/A', unit, command, data))
}

/** Data of RW: address and count of memory integers. */
export function pcomRange(address: number, count: number): string {
  return digits(address, 4) + digits(count, 2)
}

/** Memory integers as the answer of RW or the end of SW carries them. */
export function pcomIntegers(values: readonly number[]): string {
  return values.map((value) => digits(value & 0xffff, 4)).join('')
}

/** Data of the identity answer: model (six characters), hardware letter, operating system major, minor and build. */
export function pcomIdentity(
  model: string,
  hardware: string,
  os: readonly [major: number, minor: number, build: number],
): string {
  const [major, minor, build] = os
  const number = (value: number, width: number) => String(value).padStart(width, '0')
  return `${model.padEnd(6, ' ').slice(0, 6)}${hardware}${number(major, 3)}${number(minor, 3)}${number(build, 2)}`
}

function frame(start: string, unit: number, command: string, data: string): string {
  const body = `${digits(unit, 2)}${command}${data}`
  let sum = 0
  for (let i = 0; i < body.length; i++) sum += body.charCodeAt(i)
  return `${start}${body}${digits(sum & 0xff, 2)}\r`
}

function tcp(transaction: number, body: string): Uint8Array {
  return bytes(le16(transaction), ASCII_MODE, 0, le16(body.length), body)
}

function digits(value: number, width: number): string {
  return value.toString(16).toUpperCase().padStart(width, '0')
}
