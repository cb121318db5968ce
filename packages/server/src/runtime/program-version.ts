// The version that every answer, document and backup of this program names.
import { readFileSync } from 'node:fs'

/** Version of this program, as its package says. */
export function programVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { readonly version: string }).version
}
