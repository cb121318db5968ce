// YAML of rules as their source with lines. What is not written plainly is read by the `yaml` library in its core schema (YAML 1.2); what it
// calls an error is a fault at its line. Aliases are followed within bounds, so that a small file cannot stand for a huge one.
import { type RuleFault, type RuleScalar, type RuleSource, ruleFault } from '@penstock/model/detections'
import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments } from 'yaml'
import { readPlainDocuments } from './plain-yaml.ts'

/** One document of a file: its source, or why it is none. */
export type RuleDocument =
  | { readonly ok: true; readonly source: RuleSource }
  | { readonly ok: false; readonly faults: readonly RuleFault[] }

/** Nodes that one document may stand for, aliases followed. */
const MOST_NODES = 50_000
const DEEPEST = 100

/** Every document of a file, in order; an empty one is left out. */
export function readRuleDocuments(text: string): readonly RuleDocument[] {
  return readPlainDocuments(text)?.map((source) => ({ ok: true, source })) ?? readAnyDocuments(text)
}

/** The same by the library, whatever is written. */
export function readAnyDocuments(text: string): readonly RuleDocument[] {
  const lines = new LineCounter()
  try {
    const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true })
    if ('empty' in documents) return []
    return documents.filter((each) => each.contents !== null || each.errors.length > 0).map((each) => read(each, lines))
  } catch (cause) {
    return [broken(1, cause instanceof Error ? cause.message : String(cause))]
  }
}

function read(document: Document.Parsed, lines: LineCounter): RuleDocument {
  if (document.errors.length > 0)
    return {
      ok: false,
      faults: document.errors.map((error) =>
        ruleFault('rule.broken-yaml', lines.linePos(error.pos[0]).line || 1, error.message),
      ),
    }
  const reader = new Reader(document, lines)
  const source = reader.source(document.contents, 0)
  return source === null ? broken(reader.line, 'it is nested too deep, or stands for too much') : { ok: true, source }
}

function broken(line: number, message: string): RuleDocument {
  return { ok: false, faults: [ruleFault('rule.broken-yaml', line, message)] }
}

class Reader {
  line = 1
  readonly #document: Document.Parsed
  readonly #lines: LineCounter
  #nodes = 0

  constructor(document: Document.Parsed, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  /** Null when it is beyond a bound. */
  source(node: Node | null, depth: number): RuleSource | null {
    this.#nodes += 1
    if (depth > DEEPEST || this.#nodes > MOST_NODES) return null
    if (node === null) return { kind: 'value', line: this.line, value: null }
    const at = node.range?.[0]
    if (at !== undefined) this.line = this.#lines.linePos(at).line
    const { line } = this
    if (isAlias(node)) return this.source(node.resolve(this.#document) ?? null, depth + 1)
    if (isScalar(node)) return { kind: 'value', line, value: scalarOf(node.value, node.source) }
    if (isSeq(node)) {
      const items = node.items.map((item) => this.source(item as Node, depth + 1))
      return items.includes(null) ? null : { kind: 'list', line, items: items.filter((item) => item !== null) }
    }
    if (!isMap(node)) return null
    const entries = node.items.map((pair) => {
      const key = this.source(pair.key as Node, depth + 1)
      const keyLine = this.line
      const value = this.source(pair.value as Node | null, depth + 1)
      if (key === null || value === null) return null
      return { key: key.kind === 'value' ? String(key.value ?? '') : '', line: keyLine, value }
    })
    return entries.includes(null) ? null : { kind: 'map', line, entries: entries.filter((entry) => entry !== null) }
  }
}

/** A number that is written in another way than JSON would write it (`0x17`, `010`, `1.0`) is meant as it is written. */
function scalarOf(value: unknown, source: string | undefined): RuleScalar {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'number' && (source === undefined || String(value) === source)) return value
  return source ?? ''
}
