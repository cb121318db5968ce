// Tables: columns by their place (Palo Alto), by a head line (journals, exports), and Zeek's, whose head says how it is written.
import { newFields } from '../fields.ts'
import type { Found, ShapeReader } from './found.ts'
import { bodyOf, readSyslog } from './syslog.ts'

const MOST_CELLS = 1024

/** Cells of one line; a quote doubled inside quotes stands for itself. */
function cellsOf(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter, MOST_CELLS)
  const cells: string[] = []
  let at = 0
  while (at <= line.length && cells.length < MOST_CELLS) {
    if (line[at] === '"') {
      let cell = ''
      let from = at + 1
      let end = line.indexOf('"', from)
      while (end >= 0 && line[end + 1] === '"') {
        cell += line.slice(from, end + 1)
        from = end + 2
        end = line.indexOf('"', from)
      }
      cells.push(cell + line.slice(from, end < 0 ? line.length : end))
      const next = end < 0 ? -1 : line.indexOf(delimiter, end)
      if (next < 0) return cells
      at = next + 1
    } else {
      const next = line.indexOf(delimiter, at)
      cells.push(line.slice(at, next < 0 ? line.length : next))
      if (next < 0) return cells
      at = next + 1
    }
  }
  return cells
}

/** The cell at `by` says which columns the line has. */
export function readColumns(line: string, by: number, columns: Readonly<Record<string, readonly string[]>>): Found {
  const envelope = readSyslog(line)
  const fields = envelope ?? newFields()
  const cells = cellsOf(bodyOf(line, envelope), ',')
  const kind = cells[by] ?? ''
  const names = Object.hasOwn(columns, kind) ? columns[kind]! : null
  if (names === null)
    return { code: 'record.kind-unknown', detail: `column ${by + 1} is ${kind.slice(0, 40) || 'missing'}` }
  for (const [at, name] of names.entries())
    if (name !== '' && cells[at] !== undefined && cells[at] !== '') fields[name] = cells[at]
  return { fields }
}

/** The first line holds the names; `needs` are those without which it is no head. */
export function openTable(needs: readonly (readonly string[])[]): ShapeReader {
  let names: readonly string[] | null = null
  let delimiter = ','
  let headLine = ''
  return (line) => {
    if (line === headLine || line.startsWith('#')) return []
    if (names === null || looksLikeHead(line, needs)) {
      const found = [',', ';', '\t', '|'].map((each) => [each, cellsOf(line, each).map(nameOf)] as const)
      const head = found.find(([, cells]) => isHead(cells, needs))
      if (head === undefined)
        return names === null
          ? [{ code: 'record.not-of-the-format', detail: 'the first line names no columns that are known' }]
          : []
      ;[delimiter, names] = head
      headLine = line
      return []
    }
    const fields = newFields()
    const cells = cellsOf(line, delimiter)
    for (const [at, name] of names.entries())
      if (name !== '' && cells[at] !== undefined && cells[at].trim() !== '') fields[name] = cells[at].trim()
    return [{ fields }]
  }
}

/** `Event Time` and `event_time` are one column. */
function nameOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '')
}

function isHead(cells: readonly string[], needs: readonly (readonly string[])[]): boolean {
  return cells.length > 1 && needs.every((group) => group.some((name) => cells.includes(name)))
}

function looksLikeHead(line: string, needs: readonly (readonly string[])[]): boolean {
  return (
    line.length < 4096 &&
    !/\d{4}/.test(line) &&
    isHead(
      line.split(/[,;\t|]/).map((cell) => nameOf(cell.replaceAll('"', ''))),
      needs,
    )
  )
}

/** Zeek's tab separated logs. The head lines before a row tell its columns; the log's name is `_path`, as in its JSON. */
export function openZeek(): ShapeReader {
  let names: readonly string[] = []
  let types: readonly string[] = []
  let separator = '\t'
  let setSeparator = ','
  let unset = '-'
  let path = ''
  return (line) => {
    if (line.startsWith('#')) {
      const [word, ...rest] = line.startsWith('#separator') ? line.split(' ') : line.split(separator)
      if (word === '#separator') separator = unescaped(rest[0] ?? '') || '\t'
      else if (word === '#fields') names = rest.slice(0, MOST_CELLS)
      else if (word === '#types') types = rest
      else if (word === '#set_separator') setSeparator = rest[0] || ','
      else if (word === '#unset_field') unset = rest[0] ?? '-'
      else if (word === '#path') path = rest[0] ?? ''
      return []
    }
    if (names.length === 0) return [{ code: 'record.not-of-the-format', detail: 'a row before the head of its log' }]
    const cells = line.split(separator, MOST_CELLS)
    if (cells.length !== names.length)
      return [{ code: 'record.cut', detail: `${cells.length} cells, the head names ${names.length}` }]
    const fields = newFields()
    fields['_path'] = path
    for (const [at, name] of names.entries()) {
      const cell = cells[at]!
      if (cell === unset || cell === '(empty)') continue
      const isList = types[at]?.startsWith('set[') === true || types[at]?.startsWith('vector[') === true
      fields[name] = isList ? cell.split(setSeparator, MOST_CELLS).map(unescaped) : unescaped(cell)
    }
    return [{ fields }]
  }
}

/** `\x09` is the character that it names. */
function unescaped(text: string): string {
  return text.includes('\\x')
    ? text.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
}
