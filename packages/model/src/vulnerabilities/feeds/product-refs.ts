// How software bills and VEX name a product: package URLs and CPE 2.3 names.
// Sources: ECMA-427 (package URL); NISTIR 7695 (CPE 2.3).
import type { ProductLeaf } from '../advisory.ts'
import { repairedText } from './text.ts'

export interface NamedProduct {
  readonly maker: string
  readonly name: string
  readonly version: string | null
}

/** `pkg:generic/maker/name@1.2`; without a namespace the name is the maker's too. Null for what is none. */
export function productOfPurl(text: string): NamedProduct | null {
  const match = /^pkg:\/*[A-Za-z][\w.+-]*\/+([^@?#]+)(?:@([^?#]+))?/.exec(text)
  if (match === null) return null
  const parts = match[1]!
    .split('/')
    .filter((part) => part !== '')
    .map(unescaped)
  const name = parts.pop()
  if (name === undefined || name === '') return null
  return { maker: parts.at(-1) ?? name, name, version: match[2] === undefined ? null : unescaped(match[2]) }
}

/** `cpe:2.3:o:maker:name_firmware:1.2:…`, or `cpe:/o:maker:name:1.2`. Null for what is none. */
export function productOfCpe(text: string): NamedProduct | null {
  const at = /^cpe:(?:2\.3:|\/)/.exec(text)
  if (at === null) return null
  const [, maker, name, version] = text
    .slice(at[0].length)
    .split(/(?<!\\):/)
    .map((part) => part.replaceAll(/\\(.)/g, '$1'))
  if (maker === undefined || name === undefined || isOpen(maker) || isOpen(name)) return null
  const words = name.replaceAll('_', ' ').replace(/ (firmware|software)$/, '')
  return {
    maker: maker.replaceAll('_', ' '),
    name: words,
    version: version === undefined || isOpen(version) ? null : version,
  }
}

/** A leaf for exactly this product and version; all versions where none is told. */
export function leafOfProduct(id: string, { maker, name, version }: NamedProduct, cpe: string | null): ProductLeaf {
  return {
    id,
    vendor: repairedText(maker),
    family: null,
    product: repairedText(name),
    version: version === null ? null : repairedText(version),
    isRange: false,
    fullName: repairedText(version === null ? name : `${name} ${version}`),
    identifiers: { models: [], serials: [], cpes: cpe === null ? [] : [cpe] },
    host: null,
    hostRelation: null,
  }
}

function isOpen(part: string): boolean {
  return part === '*' || part === '-' || part === ''
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
