// Cells as what they mean. Undefined for one that is none, so that the attribute is left out; no expression can stall.
import { parseIp } from '@penstock/model/plant'
import type { As } from './mapping.ts'

const LONGEST_TEXT = 32_768
const MOST_ITEMS = 256

export function understood(value: unknown, as: As): unknown {
  switch (as) {
    case 'text':
      return textOf(value)
    case 'int':
      return intOf(value)
    case 'float': {
      const number = typeof value === 'number' ? value : Number(textOf(value) ?? 'x')
      return Number.isFinite(number) ? number : undefined
    }
    case 'hex':
      return hexOf(value)
    case 'bool':
      return boolOf(value)
    case 'ip':
      return ipOf(value)
    case 'host': {
      const text = textOf(value)
      return text === undefined || text.length > 255 || ipOf(text) !== undefined ? undefined : text
    }
    case 'port': {
      const port = intOf(value)
      return port !== undefined && port >= 0 && port <= 65_535 ? port : undefined
    }
    case 'millis': {
      const number = typeof value === 'number' ? value : Number(textOf(value) ?? 'x')
      return Number.isFinite(number) && number >= 0 ? Math.round(number * 1000) : undefined
    }
    case 'list':
      return listOf(value)
    case 'words': {
      const words = Array.isArray(value) ? listOf(value) : textOf(value)?.split(/\s+/).slice(0, MOST_ITEMS)
      return words === undefined || words.length === 0 ? undefined : words
    }
    case 'numbers': {
      const numbers = listOf(value)?.flatMap((each) => intOf(each) ?? [])
      return numbers === undefined || numbers.length === 0 ? undefined : numbers
    }
    case 'base-name': {
      const text = textOf(value)
      if (text === undefined) return undefined
      const name = text.slice(Math.max(text.lastIndexOf('/'), text.lastIndexOf('\\')) + 1)
      return name === '' ? text : name
    }
    case 'upper':
      return textOf(value)?.toUpperCase()
    case 'lower':
      return textOf(value)?.toLowerCase()
  }
}

/** Text without its blanks; of a list the first entry. `-` and the empty text say nothing. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') {
    const text = (value.length > LONGEST_TEXT ? value.slice(0, LONGEST_TEXT) : value).trim()
    return text === '' || text === '-' ? undefined : text.isWellFormed() ? text : text.toWellFormed()
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return Array.isArray(value) ? textOf(value[0]) : undefined
}

function intOf(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined
  const text = textOf(value)
  if (text === undefined || text.length > 20) return undefined
  const isDecimal = /^-?\d+(\.0+)?$/.test(text)
  const number = isDecimal || /^0x[0-9a-fA-F]+$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(number) ? number : undefined
}

function hexOf(value: unknown): number | undefined {
  const text = textOf(value)
  if (text === undefined || !/^(0x)?[0-9a-fA-F]{1,12}$/.test(text)) return undefined
  return Number.parseInt(text.replace(/^0x/, ''), 16)
}

function boolOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value
  const text = textOf(value)?.toLowerCase()
  if (text === 'true' || text === 't' || text === 'yes' || text === '1') return true
  return text === 'false' || text === 'f' || text === 'no' || text === '0' ? false : undefined
}

function ipOf(value: unknown): string | undefined {
  const text = textOf(value)
  if (text === undefined || text.length > 64) return undefined
  if (isIpv4(text)) return text
  const bare = text
    .replace(/^\[/, '')
    .replace(/[\]/%].*$/, '')
    .replace(/^::ffff:(?=\d+\.)/i, '')
  return parseIp(bare) === null ? undefined : bare.toLowerCase()
}

/** The usual spelling, without the cost of the whole parser. */
function isIpv4(text: string): boolean {
  let dots = 0
  let part = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 0x2e) {
      if (part < 0) return false
      dots += 1
      part = -1
    } else if (code >= 0x30 && code <= 0x39) {
      if (part === 0) return false
      part = Math.max(part, 0) * 10 + code - 0x30
      if (part > 255) return false
    } else return false
  }
  return dots === 3 && part >= 0
}

function listOf(value: unknown): string[] | undefined {
  const parts = Array.isArray(value) ? (value as unknown[]) : (textOf(value)?.split(/[,;|]/) ?? [])
  const list = parts.slice(0, MOST_ITEMS).flatMap((part) => textOf(part) ?? [])
  return list.length === 0 ? undefined : list
}
