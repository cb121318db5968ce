// `NOTICE`: whose work Penstock stands on, from the workspaces' package.json files and the licences that are installed.
import { globSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GeneratedDocument } from './document.ts'

export const notice: GeneratedDocument = { path: 'NOTICE', render: renderNotice }

/** What a package brings that its own licence line does not say. */
const REMARKS: Readonly<Record<string, string>> = {
  '@duckdb/node-api': 'brings the native DuckDB engine (MIT)',
  '@electric-sql/pglite': 'brings PostgreSQL compiled to WebAssembly (PostgreSQL License)',
  '@fontsource/ibm-plex-mono': 'brings IBM Plex Mono, unmodified; "Plex" is a reserved font name',
  '@fontsource/ibm-plex-sans': 'brings IBM Plex Sans, unmodified; "Plex" is a reserved font name',
  elkjs: 'EPL-2.0: its source is at its repository',
}
const TOOLING =
  'Tools of development (tests, linters, the Node of tools/node) are not part of what runs and are not listed.'

function renderNotice(folder: string): string {
  const names = new Set<string>()
  for (const path of globSync('packages/*/package.json', { cwd: folder })) {
    const { dependencies = {} } = readPackage(join(folder, path))
    for (const name of Object.keys(dependencies)) if (!name.startsWith('@penstock/')) names.add(name)
  }
  return [
    'Penstock',
    'Copyright 2026 The Penstock authors',
    '',
    'Licensed under the Apache License, Version 2.0 (see LICENSE).',
    '',
    'Penstock uses the packages below, each under its own licence. Made by `npm run documents`.',
    TOOLING,
    '',
    ...[...names].sort().map((name) => renderPackage(folder, name)),
    '',
  ].join('\n')
}

function renderPackage(folder: string, name: string): string {
  const place = join(folder, 'node_modules', name)
  const { version, license } = readPackage(join(place, 'package.json'))
  const file = readdirSync(place).find((each) => /^licen[cs]e/i.test(each))
  const owner =
    file &&
    /^\s*(Copyright (?:\(c\)|©|\d{4}).*?)(?: All rights reserved.*)?$/im.exec(readFileSync(join(place, file), 'utf8'))
  const parts = [`${name} ${version}`, license, owner?.[1]?.trim(), REMARKS[name]]
  return `- ${parts.filter((part) => part !== undefined).join('; ')}`
}

interface PackageFile {
  readonly version: string
  readonly license?: string
  readonly dependencies?: Readonly<Record<string, string>>
}

function readPackage(path: string): PackageFile {
  return JSON.parse(readFileSync(path, 'utf8')) as PackageFile
}
