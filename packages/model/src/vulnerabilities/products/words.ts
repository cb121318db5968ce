// Words of product names: which carry identity, which only say what kind of thing it is, and which say the same.

/** Say what kind of thing it is; any product may be called so. */
const GENERIC = new Set(
  (
    'series family families firmware hardware software version versions product products device devices controller controllers ' +
    'cpu cpus module modules model models processor processors card cards io unit units system systems the and of for with in on ' +
    'incl including included variants related all other line communication ethernet switch switches router routers industrial class ' +
    'entry legacy part numbers number integrated installed protocol gateway gateways platform gmbh series. programmable logic plc rtu ' +
    'appliance application type range plus-range application-server by from to or set'
  ).split(' '),
)

/** Umbrella brands: a device may leave them out. */
const BRANDS = new Set(
  (
    'simatic sysmac modicon triconex proficy kepware melsec airlink allen-bradley relion experion tricon aveva ecostruxure digital ' +
    'automation electric wireless networks energy'
  ).split(' '),
)

/** So common that a product of that name alone proves nothing: `OS` under Unitronics. */
const BARE = new Set(
  'os server client web gateway controller firmware software operator hmi display plc view tool driver'.split(' '),
)

const SAME: readonly (readonly [RegExp, string])[] = [
  [/\bmain processors?\b/g, 'mp'],
  [/\bcommunications?\b/g, 'communication'],
  [/\bsite edition\b/g, 'se'],
  [/\bmachine edition\b/g, 'me'],
  [/\bsil (\d)\b/g, 'sil$1'],
  [/\bkep ?server ?ex\b/g, 'kepserverex'],
  [/\bpro ?safe[- ]rs\b/g, 'prosafe-rs'],
  [/\bcontrol ?logix\b/g, 'controllogix'],
  [/\bguard ?logix\b/g, 'guardlogix'],
  [/\bcompact ?logix\b/g, 'compactlogix'],
  [/\bs7[ -](\d)/g, 's7-$1'],
  [/\bm-?gate\b/g, 'mgate'],
  [/\bn-?port\b/g, 'nport'],
  [/\bpi data archive\b/g, 'pi server'],
  [/\bsystem 800xa\b/g, '800xa'],
]

/** Words of a name in small letters, in order; slashes, hyphens and wildcards stay within them. */
export function wordsOf(text: string): readonly string[] {
  let small = text.toLowerCase().replaceAll(/[®™©]/g, '')
  for (const [pattern, word] of SAME) small = small.replaceAll(pattern, word)
  return small
    .split(/[\s,;:()"“”']+/)
    .map((word) => word.replaceAll(/^[.\-–!]+|[.\-–!]+$/g, ''))
    .filter((word) => word !== '')
}

export function isGeneric(word: string): boolean {
  return GENERIC.has(word)
}

export function isBrand(word: string): boolean {
  return BRANDS.has(word)
}

export function isBare(word: string): boolean {
  return BARE.has(word) || GENERIC.has(word)
}

/** What part of a rack or station something is; a CPU is not the CP beside it. */
export type ModuleKind = 'cpu' | 'communication' | 'io' | 'rack'

export function moduleKindOf(text: string): ModuleKind | null {
  const small = text.toLowerCase()
  if (
    /\bcpus?\b|\bmain processor\b|\bprocessors?\b(?!.*communication)/.test(small) &&
    !/\bcommunications? processor/.test(small)
  ) {
    return /\bcommunication.*\bmodules?\b/.test(small) ? 'communication' : 'cpu'
  }
  if (/\bcp ?\d{3,4}|\bcommunications?\b|\bethernet module|\bnoe\b|\bnoc\b|\bnor\b/.test(small)) return 'communication'
  if (/\b(im|sm|di|do|ai|ao) ?\d{3,4}|\b(digital|analog) (in|out)put|\bi\/o module/.test(small)) return 'io'
  return /\b(rack|backplane|chassis|power supply)\b/.test(small) ? 'rack' : null
}
