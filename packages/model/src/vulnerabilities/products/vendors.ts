// Who made it, whatever the name says: names to makers, and whether an advisory of one speaks of the products of another.
import { MAKERS, TAKEOVERS } from './vendor-names.ts'

const ORDERED = MAKERS.flatMap(({ id, names }) => names.map((name) => ({ id, name }))).toSorted(
  (a, b) => b.name.length - a.name.length,
)

/** Small letters and digits with single spaces. */
function plainName(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()
}

const LEGAL =
  /\b(llc|inc|ltd|limited|gmbh|ag|corp|corporation|co|company|se|sa|spa|bv|ab|plc|software|technologies|electric)\b/g

/** The maker that a name means: one of the table, else the name without its legal form. */
export function makerOf(name: string): string {
  const plain = plainName(name)
  const known = ORDERED.find((one) => plain === one.name || plain.startsWith(`${one.name} `))
  return known?.id ?? (plain.replaceAll(LEGAL, ' ').replaceAll(/\s+/g, ' ').trim() || plain)
}

/** A maker whose name a product begins with, as in a list of another's products (`GE IGS` under PTC); null is none. */
export function makerInFront(product: string): string | null {
  const plain = plainName(product)
  return ORDERED.find((one) => one.name.length > 1 && plain.startsWith(`${one.name} `))?.id ?? null
}

/** Words of product names that only say whose they are. */
export function makerWords(maker: string): ReadonlySet<string> {
  const entry = MAKERS.find(({ id }) => id === maker)
  return new Set([...(entry?.names ?? [maker])].flatMap((name) => name.split(' ')))
}

export type VendorTie =
  | { readonly kind: 'same' }
  | { readonly kind: 'takeover'; readonly from: string; readonly to: string; readonly since: string }

/** Whether an advisory of `publisher`, first released at `releasedOn`, may speak of a product that is registered under `owner`. */
export function findTie(owner: string, publisher: string, releasedOn: string, product: string): VendorTie | null {
  if (owner === publisher) return { kind: 'same' }
  for (const { from, to, since, products } of TAKEOVERS) {
    if (products !== null && !products.test(product)) continue
    // The earlier owner spoke of it at any time; the later one only since it owns it.
    if (owner === to && publisher === from) return { kind: 'takeover', from, to, since }
    if (owner === from && publisher === to && releasedOn >= since) return { kind: 'takeover', from, to, since }
  }
  return null
}

/** Makers whose advisories may speak of what is registered under `owner`. */
export function publishersFor(owner: string): readonly string[] {
  const others = TAKEOVERS.flatMap(({ from, to }) => (owner === from ? [to] : owner === to ? [from] : []))
  return [...new Set([owner, ...others])]
}
