// Nodes and values as text, for rows that are emitted once. The text of a node is that of OPC 10000-6 §5.3.1.10.
import { hexBytes, utf8 } from '../text.ts'
import type { UaCursor } from './decode.ts'

const LONGEST_VALUE = 64
const TYPES: readonly string[] = [
  'null',
  'Boolean',
  'SByte',
  'Byte',
  'Int16',
  'UInt16',
  'Int32',
  'UInt32',
  'Int64',
  'UInt64',
  'Float',
  'Double',
  'String',
  'DateTime',
  'Guid',
  'ByteString',
  'XmlElement',
  'NodeId',
  'ExpandedNodeId',
  'StatusCode',
  'QualifiedName',
  'LocalizedText',
  'ExtensionObject',
  'DataValue',
  'Variant',
  'DiagnosticInfo',
]

/** The node that the cursor read last: `ns=2;s=Tank.Level`. */
export function nodeText(cursor: UaCursor): string {
  const { bytes, nodeFrom: from, nodeTo: to, nodeKind, namespace } = cursor
  const space = namespace === 0 ? '' : `ns=${namespace};`
  if (nodeKind < 3) return `${space}i=${cursor.numeric}`
  if (nodeKind === 3) return `${space}s=${utf8(bytes, from, to)}`
  return `${space}${nodeKind === 4 ? 'g' : 'b'}=${hexBytes(bytes, from, to)}`
}

/** The value that the cursor read last. */
export function valueText(cursor: UaCursor): string {
  const { bytes, type, from, to } = cursor
  const name = TYPES[type] ?? `type ${type}`
  if (cursor.isArray) return `array of ${name}`
  if (type === 1) return cursor.number === 0 ? 'false' : 'true'
  if (!Number.isNaN(cursor.number)) return String(cursor.number)
  return type === 12 || type === 21 ? utf8(bytes, from, Math.min(to, from + LONGEST_VALUE)) : name
}
