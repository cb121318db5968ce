// Advisories and bills of materials of a folder, and the feeds beside them, from disk; every fault with its file and place.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { unreadableText } from '@penstock/cli/files'
import { accept, type Result, refuse } from '@penstock/model/kernel'
import { decodeText } from '@penstock/model/plant'
import {
  type Advisory,
  type FeedFault,
  faultOfSum,
  feedFaultText,
  missingOf,
  readAdvisory,
  readRolie,
  sumFilesOf,
} from '@penstock/model/vulnerabilities'

/** Why nothing was matched: `code` is the exit code. */
export interface LoadRefusal {
  readonly code: 1 | 2
  readonly lines: readonly string[]
}

/** A file parsed by `read`. */
export function loadFeed<Value>(
  path: string,
  read: (text: string) => Result<Value, readonly FeedFault[]>,
): Result<Value, LoadRefusal> {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(path)
  } catch (cause) {
    return refuse(unreadable(path, cause))
  }
  const text = decodeText(bytes)
  if (!text.ok) return refuse({ code: 2, lines: [`${path}: is not UTF-8 text`] })
  const value = read(text.value.text)
  return value.ok ? value : refuse({ code: 2, lines: value.refusal.map((fault) => `${path}: ${feedFaultText(fault)}`) })
}

/** Members of the lists that publishers put beside their advisories. */
const LISTS = /^(provider-metadata|index|feed-.*|rolie-.*)\.json$/i

/** All advisories below a folder (`*.json`), in the order of their names. */
export function loadAdvisories(folder: string): Result<readonly Advisory[], LoadRefusal> {
  return loadDocuments(folder, readAdvisory, 'advisory')
}

/** A file, or all below a folder (`*.json`), in the order of their names; `what` names what was looked for. */
export function loadDocuments<Value>(
  folder: string,
  parse: (text: string) => Result<Value, readonly FeedFault[]>,
  what: string,
): Result<readonly Value[], LoadRefusal> {
  let paths: readonly string[]
  try {
    const isFolder = statSync(folder).isDirectory()
    const names = isFolder ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : []
    paths = isFolder
      ? names
          .filter(isAdvisoryName)
          .toSorted()
          .map((name) => join(folder, name))
      : [folder]
  } catch (cause) {
    return refuse(unreadable(folder, cause))
  }
  if (paths.length === 0) return refuse({ code: 2, lines: [`${folder}: holds no ${what} (*.json)`] })
  const values: Value[] = []
  const lines: string[] = []
  for (const path of paths) {
    const fault = faultBeside(path)
    const read = fault === null ? loadFeed(path, parse) : refuse({ code: 2 as const, lines: [`${path}: ${fault}`] })
    if (read.ok) values.push(read.value)
    else lines.push(...read.refusal.lines)
  }
  return lines.length > 0 ? refuse({ code: 2, lines }) : accept(values)
}

/** Ids that publishers' lists (ROLIE) below a folder name, and that no file below it holds. */
export function listMissing(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return []
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'))
  return names
    .filter((name) => name.endsWith('.json') && !isAdvisoryName(name))
    .flatMap((name) => {
      const list = readRolie(readFileSync(join(folder, name), 'utf8'))
      return list.ok ? missingOf(list.value, names) : []
    })
}

/** A sum that lies beside a file is of what was published. */
function faultBeside(path: string): string | null {
  for (const { name, kind } of sumFilesOf(path)) {
    if (!existsSync(name)) continue
    const fault = faultOfSum(
      name,
      readFileSync(name, 'latin1'),
      createHash(kind).update(readFileSync(path)).digest('hex'),
    )
    if (fault !== null) return fault
  }
  return null
}

function isAdvisoryName(name: string): boolean {
  const file = name.split(/[/\\]/).at(-1)!
  return file.endsWith('.json') && !LISTS.test(file)
}

function unreadable(path: string, cause: unknown): LoadRefusal {
  return { code: 1, lines: [unreadableText(path, (cause as NodeJS.ErrnoException).code ?? String(cause))] }
}
