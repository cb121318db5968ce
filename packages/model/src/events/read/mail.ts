// A mail as it was sent (RFC 5322, MIME): heads, links, names of attachments. Where a user reported one as an attachment, it is the
// reported mail that is read, and the reporter stands beside it.
import { decodeText } from '@penstock/model/plant'
import { type Fields, newFields } from '../fields.ts'
import type { Found } from './found.ts'

const MOST_HEADS = 512
const MOST_PARTS = 64
const MOST_LINKS = 64

interface Part {
  readonly heads: ReadonlyMap<string, readonly string[]>
  readonly body: string
}

export function readMail(text: string): Found {
  const outer = partOf(text.replaceAll('\r\n', '\n'))
  if (!outer.heads.has('from') && !outer.heads.has('received') && !outer.heads.has('subject'))
    return { code: 'record.not-of-the-format', detail: 'no head of a mail' }
  const parts = partsOf(outer)
  const inner = parts.find(({ heads }) => /^message\/rfc822/i.test(first(heads, 'content-type')))
  const fields = newFields()
  if (inner === undefined) return describe(outer, parts, fields)
  fields['reporter'] = addressOf(first(outer.heads, 'from'))
  const reported = partOf(decoded(inner).trimStart())
  return describe(reported, partsOf(reported), fields)
}

function describe(mail: Part, parts: readonly Part[], fields: Fields): Found {
  for (const name of ['subject', 'message-id', 'reply-to', 'return-path', 'x-originating-ip', 'user-agent', 'x-mailer'])
    if (mail.heads.has(name)) fields[name] = words(first(mail.heads, name))
  fields['from'] = addressOf(first(mail.heads, 'from'))
  fields['from.display'] = words(first(mail.heads, 'from'))
    .replace(/<[^<>]{0,320}>/, '')
    .replaceAll('"', '')
    .trim()
  fields['to'] = addressesOf(mail.heads, 'to')
  fields['cc'] = addressesOf(mail.heads, 'cc')
  const received = first(mail.heads, 'received')
  const semicolon = received.lastIndexOf(';')
  if (semicolon >= 0) fields['received.at'] = received.slice(semicolon + 1).trim()
  fields['date'] = first(mail.heads, 'date')
  const relay = /[[(](\d{1,3}(?:\.\d{1,3}){3}|IPv6:[0-9a-fA-F:]{2,45})[\])]/.exec(received.slice(0, 2048))
  if (relay !== null) fields['received.from'] = relay[1]!.replace('IPv6:', '')
  const results = (mail.heads.get('authentication-results') ?? []).join(' ').slice(0, 4096).toLowerCase()
  for (const method of ['spf', 'dkim', 'dmarc']) {
    const verdict = new RegExp(`\\b${method}=([a-z]{1,16})`).exec(results)
    if (verdict !== null) fields[method] = verdict[1]!
  }
  const links = new Set<string>()
  const files: string[] = []
  for (const part of parts) {
    const type = first(part.heads, 'content-type')
    const name = fileNameOf(part)
    if (name !== '') files.push(name)
    else if (type === '' || /^text\//i.test(type)) for (const link of linksOf(decoded(part))) links.add(link)
  }
  if (links.size > 0) fields['urls'] = [...links].slice(0, MOST_LINKS)
  if (files.length > 0) fields['attachments'] = files
  for (const name in fields)
    if (fields[name] === '' || (Array.isArray(fields[name]) && fields[name].length === 0)) delete fields[name]
  return { fields }
}

function partOf(text: string): Part {
  const end = text.indexOf('\n\n')
  const heads = new Map<string, string[]>()
  const lines = (end < 0 ? text : text.slice(0, end)).split('\n', MOST_HEADS * 4)
  let last: string[] | null = null
  for (const line of lines) {
    const isMore = line.startsWith(' ') || line.startsWith('\t')
    if (isMore && last !== null) last[last.length - 1] = `${last.at(-1)} ${line.trim()}`.slice(0, 16_384)
    const colon = isMore ? -1 : line.indexOf(':')
    if (colon <= 0 || colon > 80 || heads.size > MOST_HEADS) continue
    const name = line.slice(0, colon).toLowerCase()
    last = heads.get(name) ?? []
    last.push(line.slice(colon + 1).trim())
    heads.set(name, last)
  }
  return { heads, body: end < 0 ? '' : text.slice(end + 2) }
}

/** The leaves of a mail, the mail itself when it has no parts. */
function partsOf(mail: Part): readonly Part[] {
  const leaves: Part[] = []
  const waiting: Part[] = [mail]
  while (waiting.length > 0 && leaves.length < MOST_PARTS) {
    const part = waiting.shift()!
    const boundary = /boundary="?([^";\s]{1,100})"?/i.exec(first(part.heads, 'content-type').slice(0, 1024))
    if (boundary === null) leaves.push(part)
    else
      for (const piece of part.body.split(`--${boundary[1]}`, MOST_PARTS).slice(1))
        if (!piece.startsWith('--')) waiting.push(partOf(piece.replace(/^\n/, '')))
  }
  return leaves
}

function decoded({ heads, body }: Part): string {
  const encoding = first(heads, 'content-transfer-encoding').toLowerCase()
  if (encoding === 'base64') return textOfBytes(bytesOfBase64(body))
  if (encoding === 'quoted-printable') return textOfBytes(bytesOfQuoted(body.replaceAll('=\n', ''), '='))
  return body
}

function fileNameOf({ heads }: Part): string {
  const said = `${first(heads, 'content-disposition')};${first(heads, 'content-type')}`.slice(0, 2048)
  const name = /(?:file)?name\*?="?([^";]{1,255})"?/i.exec(said)
  return name === null ? '' : words(name[1]!.replace(/^utf-8''/i, ''))
}

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/https?:\/\/[^\s"'<>)\]]{1,2000}/gi)].slice(0, MOST_LINKS).map(([link]) => link)
}

function first(heads: ReadonlyMap<string, readonly string[]>, name: string): string {
  return heads.get(name)?.[0] ?? ''
}

function addressOf(text: string): string {
  const inner = /<([^<>]{1,320})>/.exec(text)
  return (inner?.[1] ?? text).trim()
}

function addressesOf(heads: ReadonlyMap<string, readonly string[]>, name: string): string[] {
  return first(heads, name)
    .split(',', 256)
    .map(addressOf)
    .filter((each) => each !== '')
}

/** Encoded words of RFC 2047. */
function words(text: string): string {
  return text.replace(/=\?([\w-]{1,40})\?([bBqQ])\?([^?\s]{0,512})\?=\s?/g, (_, __, kind: string, word: string) =>
    textOfBytes(kind.toLowerCase() === 'b' ? bytesOfBase64(word) : bytesOfQuoted(word.replaceAll('_', ' '), '=')),
  )
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

function bytesOfBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let length = 0
  let held = 0
  let bits = 0
  for (const each of text) {
    const value = BASE64.indexOf(each)
    if (value < 0) continue
    held = ((held << 6) | value) & 0xffff
    bits += 6
    if (bits < 8) continue
    bits -= 8
    bytes[length++] = (held >> bits) & 0xff
  }
  return bytes.subarray(0, length)
}

function bytesOfQuoted(text: string, mark: string): Uint8Array {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    const hex = text[at] === mark ? text.slice(at + 1, at + 3) : ''
    if (/^[0-9a-fA-F]{2}$/.test(hex)) {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else bytes.push(text.charCodeAt(at) & 0xff)
  }
  return Uint8Array.from(bytes)
}

/** UTF-8, else as Latin-1. */
function textOfBytes(bytes: Uint8Array): string {
  const text = decodeText(bytes)
  if (text.ok) return text.value.text
  let latin = ''
  for (const byte of bytes) latin += String.fromCharCode(byte)
  return latin
}
