import { readdirSync, readFileSync } from 'node:fs'
import { PROBLEMS } from '@penstock/contract/problems'
import { IntlMessageFormat } from 'intl-messageformat'
import { expect, test } from 'vitest'
import { CATALOG } from './catalog/index.ts'
import { t } from './translate.ts'

const SRC = new URL('../', import.meta.url)
const FILES = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('catalog') && !/\.test\.tsx?$/.test(name))
  .map((name) => ({ name, text: readFileSync(new URL(name, SRC), 'utf8') }))
const KEYS = Object.keys(CATALOG)
const SOURCE = FILES.map((file) => file.text).join('\n')

/** Keys that are made from data: each template becomes a pattern. */
const PATTERNS = [...SOURCE.matchAll(/`([a-z]+\.[^`\s]*\$\{[^`]*)`/g)].map(
  ([, template = '']) => new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[\\w.+-]+')}$`),
)

test('no message is unused', () => {
  const unused = KEYS.filter((key) => !SOURCE.includes(`'${key}'`) && !PATTERNS.some((pattern) => pattern.test(key)))
  expect(unused).toEqual([])
})

test('every key that a page names exists', () => {
  const named = [...SOURCE.matchAll(/\bt\(\s*'([^']+)'/g)].map(([, key = '']) => key)
  expect(named.length).toBeGreaterThan(200)
  expect(named.filter((key) => !KEYS.includes(key))).toEqual([])
})

test('every problem code has its two sentences', () => {
  for (const code of Object.keys(PROBLEMS)) {
    expect(KEYS).toContain(`problems.${code}`)
    expect(KEYS).toContain(`problems.${code}.mend`)
  }
})

test.each(Object.entries(CATALOG))('%s is a well-formed ICU message', (_, message) => {
  expect(() => new IntlMessageFormat(message, 'en', undefined, { ignoreTag: true })).not.toThrow()
})

test('numbers choose their form, and a missing value is an error', () => {
  expect(t('zones.breaches', { count: 1 })).toBe('1 breach')
  expect(t('assets.count', { total: 1200, shown: 200 })).toBe('1,200 assets, 200 loaded')
  expect(() => t('assets.count')).toThrow()
})

test('no sentence lives in a component', () => {
  const offences = FILES.filter((file) => file.name.endsWith('.tsx')).flatMap(({ name, text }) =>
    [...text.matchAll(/>\s*([A-Z][a-z]+(?:\s+[a-z]+)+[^<>{}()=]*)</g)].map(([, words]) => `${name}: ${words}`),
  )
  const attributes = FILES.flatMap(({ name, text }) =>
    [...text.matchAll(/\b(?:aria-label|title|placeholder|label|description)="([^"]+)"/g)].map(
      ([whole]) => `${name}: ${whole}`,
    ),
  )
  expect([...offences, ...attributes]).toEqual([])
})
