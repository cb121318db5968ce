import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contrastRatio } from './contrast.ts'

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8')

function colours(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`)
  expect(start, selector).toBeGreaterThanOrEqual(0)
  const block = css.slice(start, css.indexOf('}', start))
  const found = [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)]
  return Object.fromEntries(found.map(([, name = '', value = '']): [string, string] => [name, value]))
}

const MODES = {
  light: colours(':root'),
  'dark and control room': colours(':root[data-mode="control-room"]'),
  // Alone: a page in dark is printed on white too.
  print: colours(':root:root'),
}
const BACKGROUNDS = ['canvas', 'surface', 'raised', 'sunken', 'lane']
const TEXTS = ['text-1', 'text-2', 'text-3', 'accent', 'critical', 'high', 'medium', 'low']

test('black on white is 21 to 1, equal colours are 1 to 1 (WCAG 2.2)', () => {
  expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 5)
  expect(contrastRatio('#7c8185', '#7c8185')).toBe(1)
  expect(contrastRatio('#777777', '#ffffff')).toBeCloseTo(4.478, 3)
  expect(() => contrastRatio('red', '#ffffff')).toThrow(RangeError)
})

const PAIRS = Object.entries(MODES).flatMap(([mode, tokens]) => [
  ...BACKGROUNDS.flatMap((background) => [
    ...TEXTS.map((text) => ({ mode, tokens, text, background, atLeast: 4.5 })),
    { mode, tokens, text: 'line-strong', background, atLeast: 3 },
  ]),
  { mode, tokens, text: 'on-accent', background: 'accent-filled', atLeast: 4.5 },
])

test('each mode sets every colour', () => {
  for (const tokens of Object.values(MODES)) expect(Object.keys(tokens).sort()).toEqual(Object.keys(MODES.light).sort())
})

test.each(PAIRS)('$mode: $text on $background reaches $atLeast', ({ tokens, text, background, atLeast }) => {
  expect(contrastRatio(tokens[text] ?? '', tokens[background] ?? '')).toBeGreaterThanOrEqual(atLeast)
})
