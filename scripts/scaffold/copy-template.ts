// Copies a template folder with a name filled in. Nothing is written when any target is already there.
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Name } from './name.ts'

const TEMPLATES = fileURLToPath(new URL('../../templates', import.meta.url))

/** Templates below `templates/` and where each goes below the repository. */
export type Targets = Readonly<Record<string, string>>

/** Writes every file; gives their paths below `folder`. Throws a RangeError when a target folder exists. */
export function copyTemplates(folder: string, targets: Targets, name: Name): readonly string[] {
  for (const target of Object.values(targets)) {
    if (existsSync(join(folder, target))) throw new RangeError(`${target} is already there`)
  }
  const written: string[] = []
  for (const [template, target] of Object.entries(targets)) {
    for (const file of globSync('**/*.*', { cwd: join(TEMPLATES, template) })) {
      const path = join(target, filled(file, name))
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), filled(readFileSync(join(TEMPLATES, template, file), 'utf8'), name))
      written.push(path)
    }
  }
  return written
}

function filled(text: string, name: Name): string {
  return text
    .replaceAll('__kebab__', name.kebab)
    .replaceAll('__camel__', name.camel)
    .replaceAll('__Pascal__', name.pascal)
    .replaceAll('__CONSTANT__', name.constant)
    .replaceAll('__Title__', name.title)
}
