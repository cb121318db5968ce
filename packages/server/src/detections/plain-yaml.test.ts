import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readPlainDocuments } from './plain-yaml.ts'
import { readAnyDocuments } from './yaml.ts'

const RULES = [
  `title: A 'rule' # with a comment
id: 0f1b2c3d-0000-4000-8000-000000000001
description: |
    Two lines,
      one further in

    and a third # no comment
references:
    - https://example.org/a#b
    - 'it''s quoted'
logsource:
    product: windows
    category: process_creation
detection:
    selection_a:
        - Image|endswith: '\\cmd.exe'
          CommandLine|contains|all:
              - ' /c '
              - "plain double"
              - -enc
        - 'OriginalFileName': Cmd.Exe
    # the others
    filter:
        EventID:
        - 4688
        - 0x17
        - 1.0
        - -3
        Image: null
        User: ~
        Cased: True
        Empty:
    keywords:
        - one
    condition: selection_a and not filter
level: high
`,
  `---
title: first
'quoted key': "a"
text: |-
  stripped

---
- a
- b: 1
  c:
    d: e
-   - nested
    - items
---
# a remark
name: last
`,
]
const SNIPPETS = [
  ' ',
  '  ',
  '\n',
  '\n\n',
  ':',
  ': ',
  '#',
  ' #',
  '-',
  '- ',
  "'",
  '"',
  '|',
  '>',
  '&a ',
  '*a',
  '!t ',
  '{',
  '[',
  ']',
  '---\n',
  '...\n',
  '?',
  '\\',
  '~',
  'é',
  '\t',
  '\r',
  'a',
  '1',
  '.',
  '%',
]
const edit = fc.record({
  at: fc.nat(1500),
  cut: fc.constantFrom(0, 0, 1, 2, 4, 30),
  put: fc.constantFrom('', ...SNIPPETS),
})

/** A rule with some of it taken out and other characters put in. */
const edited = fc.tuple(fc.constantFrom(...RULES), fc.array(edit, { maxLength: 3 })).map(([text, edits]) =>
  edits.reduce((now, { at, cut, put }) => {
    const from = at % (now.length + 1)
    return now.slice(0, from) + put + now.slice(from + cut)
  }, text),
)

test('what is read as plain is what the library reads, values and lines', () => {
  let plain = 0
  fc.assert(
    fc.property(edited, (text) => {
      const read = readPlainDocuments(text)
      if (read === null) return
      plain += 1
      expect(read.map((source) => ({ ok: true, source }))).toEqual(readAnyDocuments(text))
    }),
    { numRuns: 400 },
  )
  expect(plain).toBeGreaterThan(0)
})

test.each(RULES)('a rule as rules are written is plain: %#', (text) => {
  expect(readPlainDocuments(text)).toEqual(readAnyDocuments(text).map((each) => each.ok && each.source))
})

test.each([
  ['an anchor', 'a: &x b'],
  ['an alias', 'a: *x'],
  ['a tag', 'a: !x b'],
  ['a flow list', 'a: [b]'],
  ['a flow map', 'a: {b: c}'],
  ['a folded block', 'a: >\n  b'],
  ['a text on two lines', 'a: b\n  c'],
  ['an escape', 'a: "\\x41"'],
  ['a tab', 'a:\tb'],
  ['two keys alike', 'a: b\na: c'],
  ['a key of its own line', '? a\n: b'],
  ['a colon within', 'a: b: c'],
  ['no key', 'a'],
  ['a document of nothing', 'a: b\n---\n---\nc: d'],
])('%s is left to the library', (_, text) => {
  expect(readPlainDocuments(text)).toBeNull()
})
