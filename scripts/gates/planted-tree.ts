// A small repository in a temporary folder with the house's own configuration, into which a test plants faults.
import { cpSync, globSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const HOUSE = fileURLToPath(new URL('../..', import.meta.url))
const CONFIGURATION = [
  '.dependency-cruiser.mjs',
  '.gitignore',
  '.oxlintrc.json',
  'biome.json',
  'knip.json',
  'package.json',
  'tsconfig*.json',
  'packages/*/{package,tsconfig}.json',
]

export interface PlantedTree {
  readonly folder: string
  /** Writes files into the tree (path below its folder → text). */
  readonly plant: (files: Readonly<Record<string, string>>) => void
  readonly [Symbol.dispose]: () => void
}

/** Makes the tree with `files`; `using` removes it. The workspaces resolve to the tree's own packages. */
export function plantedTree(files: Readonly<Record<string, string>>): PlantedTree {
  const folder = mkdtempSync(join(tmpdir(), 'penstock-planted-'))
  for (const path of globSync(CONFIGURATION, { cwd: HOUSE })) cpSync(join(HOUSE, path), join(folder, path))
  linkPackages(folder)
  plant(files)
  return { folder, plant, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }

  function plant(more: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(more)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
}

function linkPackages(folder: string): void {
  mkdirSync(join(folder, 'node_modules/@penstock'), { recursive: true })
  for (const name of readdirSync(join(HOUSE, 'node_modules'))) {
    if (name !== '@penstock') {
      symlinkSync(join(HOUSE, 'node_modules', name), join(folder, 'node_modules', name))
    }
  }
  for (const name of readdirSync(join(folder, 'packages'))) {
    symlinkSync(join(folder, 'packages', name), join(folder, 'node_modules/@penstock', name))
  }
}
