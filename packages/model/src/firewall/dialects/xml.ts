// A reader of XML configurations: elements, attributes, text, lines. No documents types, no entities of their own: what a
// configuration has no use for is read as text, so that nothing can be made to grow.

export interface XmlElement {
  readonly name: string
  readonly line: number
  readonly attributes: ReadonlyMap<string, string>
  readonly children: XmlElement[]
  text: string
}

export interface XmlFault {
  readonly line: number
  readonly found: string
}

const MOST_LEVELS = 128
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

/** The first element; with the place where the text stops being XML, when it does. */
export function readXml(text: string): { readonly root: XmlElement | null; readonly fault: XmlFault | null } {
  const open: XmlElement[] = []
  let root: XmlElement | null = null
  let line = 1
  let at = 0
  let stopped: XmlFault | null = null
  const moveTo = (end: number): void => {
    for (let next = text.indexOf('\n', at); next >= 0 && next < end; next = text.indexOf('\n', next + 1)) line += 1
    at = end
  }
  while (at < text.length && stopped === null) {
    const start = text.indexOf('<', at)
    if (start < 0) {
      at = text.length
      break
    }
    const parent = open.at(-1)
    if (parent !== undefined) parent.text += entities(text.slice(at, start))
    moveTo(start)
    const rest = text.slice(start, start + 9)
    const closing = rest.startsWith('<!--')
      ? '-->'
      : rest.startsWith('<![CDATA[')
        ? ']]>'
        : rest.startsWith('<?')
          ? '?>'
          : '>'
    const end = text.indexOf(closing, start)
    if (end < 0) {
      stopped = { line, found: text.slice(start, start + 40) }
      break
    }
    if (rest.startsWith('<![CDATA[') && parent !== undefined) parent.text += text.slice(start + 9, end)
    else if (rest.startsWith('</')) {
      const closed = open.pop()
      const name = text.slice(start + 2, end).trim()
      if (closed?.name !== name) stopped = { line, found: `</${name}>` }
    } else if (!rest.startsWith('<!') && !rest.startsWith('<?')) {
      const element = elementOf(text.slice(start + 1, end), line)
      if (element === null || open.length >= MOST_LEVELS) stopped = { line, found: text.slice(start, start + 40) }
      else {
        if (parent !== undefined) parent.children.push(element)
        else root ??= element
        if (text[end - 1] !== '/') open.push(element)
      }
    }
    moveTo(end + closing.length)
  }
  const last = open.at(-1)
  const unclosed = last === undefined ? null : { line: last.line, found: `<${last.name}>` }
  return { root, fault: stopped ?? unclosed }
}

function elementOf(inner: string, line: number): XmlElement | null {
  const name = /^[A-Za-z_][\w.:-]*/.exec(inner)?.[0]
  if (name === undefined) return null
  const attributes = new Map<string, string>()
  for (const [, key = '', quoted = ''] of inner.slice(name.length).matchAll(/([\w.:-]+)\s*=\s*("[^"]*"|'[^']*')/g)) {
    attributes.set(key, entities(quoted.slice(1, -1)))
  }
  return { name, line, attributes, children: [], text: '' }
}

function entities(text: string): string {
  return text.includes('&')
    ? text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);/gi, (whole, name: string) => {
        if (!name.startsWith('#')) return Object.hasOwn(ENTITIES, name) ? ENTITIES[name]! : whole
        const code = name[1] === 'x' || name[1] === 'X' ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
        return code > 0 && code <= 0x10_ff_ff && !(code >= 0xd800 && code < 0xe000) ? String.fromCodePoint(code) : whole
      })
    : text
}

export function childOf(element: XmlElement | null | undefined, ...names: readonly string[]): XmlElement | null {
  let current = element ?? null
  for (const name of names) current = current?.children.find((child) => child.name === name) ?? null
  return current
}

export function childrenOf(element: XmlElement | null, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? []
}

/** The trimmed text of a child; empty when it has none. */
export function textOf(element: XmlElement | null | undefined, ...names: readonly string[]): string {
  return (names.length === 0 ? (element ?? null) : childOf(element, ...names))?.text.trim() ?? ''
}
