// What leaves in a notice: that something is to be looked at, whose it is and where it stands. No words of people, no addresses, no indicators:
// whoever may read those reads them in the product. What of it came from the wire or from a form is one harmless line.
import { type Domain, type EpochMicros, isoOfMicros } from '@penstock/model/kernel'
import type { NoticeChannel, NoticeKind } from './channel.ts'

/** Something that happened in the product, before anybody is told. */
export interface Occasion {
  readonly kind: NoticeKind
  readonly site: string
  readonly siteName: string
  /** Whose it is; its other side is told nothing. */
  readonly domain: Domain
  /** Domains whose data are in it; more than its own and it is told to nobody. */
  readonly labels: readonly string[]
  /** Above 0 it is told to nobody: who reads a mailbox has no clearance. */
  readonly marking: number
  readonly team: string | null
  readonly at: EpochMicros
  /** What makes it one occasion: the same object at the same turn is not told twice. */
  readonly key: readonly (string | number)[]
  /** Path in the product. */
  readonly path: string
  /** Short facts: references, numbers, codes. */
  readonly facts: Readonly<Record<string, string | number>>
}

/** What a receiver gets. `id` is the same however often it comes. */
export interface NoticeBody {
  readonly version: 1
  readonly id: string
  readonly kind: NoticeKind | 'more' | 'test'
  readonly side: string
  readonly site: string | null
  readonly siteName: string | null
  readonly at: string
  readonly facts: Readonly<Record<string, string | number>>
  readonly url: string
}

const MOST_LETTERS = 120
/** Controls, separators of lines, and what turns the direction of writing or is not seen. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}]+/gu

/** One line without anything that a header, a terminal or an eye could take for something else. */
export function oneLine(text: string, most = MOST_LETTERS): string {
  const clean = text.replaceAll(UNSAFE, ' ').replaceAll(/\s+/g, ' ').trim()
  const letters = Array.from(clean)
  return letters.length <= most ? clean : `${letters.slice(0, most - 1).join('')}…`
}

/** Whether a channel is told of it. */
export function isFor(channel: NoticeChannel, occasion: Occasion): boolean {
  const { kind, site, domain, labels, marking, team } = occasion
  if (!channel.kinds.includes(kind) || marking > 0) return false
  if (channel.sites !== undefined && !channel.sites.includes(site)) return false
  if (channel.team !== undefined && team !== null && channel.team !== team) return false
  if (channel.side === 'audit') return kind === 'break-glass'
  return channel.side === domain && labels.every((label) => label === channel.side || label === 'dmz')
}

export function noticeOf(
  id: string,
  side: string,
  { kind, site, siteName, at, facts, path }: Occasion,
  origin: string,
): NoticeBody {
  return {
    version: 1,
    id,
    kind,
    side,
    site: oneLine(site),
    siteName: oneLine(siteName),
    at: isoOfMicros(at),
    facts: Object.fromEntries(
      Object.entries(facts).map(([name, value]) => [name, typeof value === 'string' ? oneLine(value) : value]),
    ),
    url: origin + path,
  }
}

const TITLES: Readonly<Record<NoticeBody['kind'], string>> = {
  'handoff-sent': 'A handoff waits for you',
  'deadline-near': 'A deadline is near',
  'break-glass': 'Break-glass',
  'source-silent': 'A source is silent',
  'case-opened': 'A case was opened',
  'detection-critical': 'A critical detection',
  more: 'There is more than is told here',
  test: 'A test',
}

/** Of a mail: subject and plain text. */
export function mailOf(body: NoticeBody): { readonly subject: string; readonly text: string } {
  const { kind, side, siteName, at, facts, url, id } = body
  const where = siteName === null ? '' : ` · ${siteName}`
  const subject = oneLine(`[Penstock ${side.toUpperCase()}] ${TITLES[kind]}${where}`, 180)
  const lines = [
    `${TITLES[kind]}.`,
    '',
    ...(siteName === null ? [] : [`Site: ${siteName}`]),
    `When: ${at}`,
    ...Object.entries(facts).map(([name, value]) => `${name[0]?.toUpperCase()}${name.slice(1)}: ${value}`),
    '',
    `Open it in Penstock: ${url}`,
    '',
    `Notice ${id}. The same notice may come twice; its number is then the same.`,
  ]
  return { subject, text: `${lines.join('\n')}\n` }
}
