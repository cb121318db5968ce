// A JSON file named on the command line, or the exit code after what is wrong with it was told.
import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { unreadableText } from '@penstock/cli/files'

export async function readJson(file: string): Promise<{ readonly value: unknown } | 1 | 2> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error)
  if (text instanceof Error) {
    tell(unreadableText(file, text.code ?? text.message))
    return 1
  }
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) }
  } catch (error) {
    tell(`${file}: is no JSON: ${error instanceof Error ? error.message : ''}`)
    return 2
  }
}

/** The words and whether JSON is asked for; null after a bad usage was told. */
export function wordsOf(
  args: readonly string[],
  count: number,
  usage: string,
): { readonly words: readonly string[]; readonly json: boolean } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false } },
      strict: true,
      allowPositionals: true,
    })
    if (positionals.length === count) return { words: positionals, json: values.json }
  } catch (error) {
    tell(error instanceof Error ? error.message : 'unknown option')
  }
  process.stderr.write(usage)
  return null
}

export function tell(message: string): void {
  process.stderr.write(`penstock: ${message}\n`)
}
