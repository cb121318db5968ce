// Edits of files that list rooms or protocols: planned first, so that nothing is written when one has no place.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export class Edits {
  readonly #folder: string
  readonly #texts = new Map<string, string>()

  constructor(folder: string) {
    this.#folder = folder
  }

  get paths(): readonly string[] {
    return [...this.#texts.keys()]
  }

  /** Puts `lines` before the first place in `path` that fits `mark`; throws a RangeError when there is none. */
  insert(path: string, mark: RegExp, lines: string): void {
    const text = this.#texts.get(path) ?? readFileSync(join(this.#folder, path), 'utf8')
    const at = text.search(mark)
    if (at < 0) throw new RangeError(`${path}: the place to register was not found (${mark.source})`)
    this.#texts.set(path, text.slice(0, at) + lines + text.slice(at))
  }

  write(): void {
    for (const [path, text] of this.#texts) writeFileSync(join(this.#folder, path), text)
  }
}
