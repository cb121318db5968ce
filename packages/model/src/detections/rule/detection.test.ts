import { readRule, ruleFaultText } from '@penstock/model/detections'
import { expect, test } from 'vitest'
import { isMet, ruleOf, sourceOf } from './made-rule.fixture.ts'

const search = (selection: unknown) => ruleOf({ selection, condition: 'selection' })

test.each([
  {
    name: 'a text is compared whole and without case',
    search: { a: 'Cmd' },
    yes: ['cmd', 'CMD'],
    no: ['cmd.exe', ' cmd'],
  },
  { name: 'cased keeps the case', search: { 'a|cased': 'Cmd' }, yes: ['Cmd'], no: ['cmd'] },
  { name: 'contains', search: { 'a|contains': 'b' }, yes: ['abc', 'B'], no: ['ac'] },
  { name: 'startswith', search: { 'a|startswith': 'ab' }, yes: ['abc'], no: ['xab'] },
  { name: 'endswith', search: { 'a|endswith': '\\cmd.exe' }, yes: ['C:\\CMD.exe'], no: ['xcmd.exe', 'C:\\cmd.exe '] },
  { name: 'a list is any of its values', search: { a: ['x', 'y'] }, yes: ['x', 'y'], no: ['z'] },
  { name: 'all of a list', search: { 'a|contains|all': ['x', 'y'] }, yes: ['y-x'], no: ['x', 'y'] },
  { name: 'a run of anything', search: { a: 'a*c' }, yes: ['ac', 'abbc', 'a*c'], no: ['acd'] },
  { name: 'one character', search: { a: 'a?c' }, yes: ['abc', 'a?c'], no: ['ac', 'abbc'] },
  { name: 'an escaped wildcard is itself', search: { a: 'a\\*c\\?' }, yes: ['a*c?'], no: ['abc?', 'a*cd'] },
  { name: 'a backslash before a wildcard is escaped', search: { a: 'c:\\\\*' }, yes: ['c:\\x', 'c:\\'], no: ['c:*'] },
  { name: 'three backslashes and a star are two characters', search: { a: '\\\\\\*' }, yes: ['\\*'], no: ['\\x'] },
  { name: 'a backslash elsewhere is itself', search: { a: 'c:\\x\\\\y' }, yes: ['c:\\x\\y'], no: ['c:x\\y'] },
  { name: 'numbers are compared by their text', search: { a: 4688 }, yes: [4688, '4688'], no: [46880, '04688'] },
  { name: 'truth values too', search: { a: true }, yes: [true, 'True'], no: [false, 1] },
  { name: 'lt', search: { 'a|lt': 5 }, yes: [4.9, '-3'], no: [5, '', 'x', null] },
  { name: 'lte', search: { 'a|lte': 5 }, yes: [5], no: [6] },
  { name: 'gt', search: { 'a|gt': 5 }, yes: ['6'], no: [5] },
  { name: 'gte', search: { 'a|gte': 5 }, yes: [5, '0x10'], no: [4] },
  { name: 'neq of a list is none of it', search: { 'a|neq': ['x', 'y'] }, yes: ['z', null], no: ['x', 'Y'] },
  { name: 'neq with endswith', search: { 'a|endswith|neq': '.exe' }, yes: ['a.dll'], no: ['a.exe'] },
  { name: 'null is missing or null, and no empty text', search: { a: null }, yes: [null, undefined], no: ['', 0, 'x'] },
  { name: 'an empty text is no null', search: { a: '' }, yes: [''], no: [null, undefined, ' '] },
  { name: 'exists asks for the field alone', search: { 'a|exists': true }, yes: ['', null, 'x', {}], no: [undefined] },
  { name: 'exists: false', search: { 'a|exists': false }, yes: [undefined], no: [null, ''] },
  { name: 're is cased and anywhere', search: { 'a|re': 'b[0-9]+$' }, yes: ['ab12'], no: ['aB12', 'b12 '] },
  { name: 're with i', search: { 'a|re|i': '^AB' }, yes: ['abc'], no: ['xab'] },
  { name: 're with m', search: { 'a|re|m': '^b$' }, yes: ['a\nb\nc'], no: ['ab'] },
  { name: 're without m', search: { 'a|re': '^b$' }, yes: ['b', 'b\n'], no: ['a\nb'] },
  { name: 're with s', search: { 'a|re|s': 'a.b' }, yes: ['a\nb'], no: ['ab'] },
  { name: 're without s', search: { 'a|re': 'a.b' }, yes: ['a b'], no: ['a\nb'] },
  {
    name: 'cidr',
    search: { 'a|cidr': '10.1.0.0/16' },
    yes: ['10.1.255.1', '::ffff:10.1.0.1'],
    no: ['10.2.0.1', 'x', '10.1'],
  },
  {
    name: 'cidr of IPv6',
    search: { 'a|cidr': 'fe80::/10' },
    yes: ['fe80::1', 'FEBF::1%eth0'],
    no: ['fec0::1', '10.0.0.1'],
  },
  {
    name: 'windash takes five dashes before a flag',
    search: { 'a|contains|windash': ' -enc' },
    yes: ['x -enc', 'x /enc', 'x –enc', 'x —ENC', 'x ―enc'],
    no: ['x enc', 'x _enc'],
  },
  { name: 'windash from any of them', search: { 'a|windash|contains': ' /a /b' }, yes: ['x -a –b'], no: ['x -a b'] },
  {
    name: 'windash leaves a dash within a word',
    search: { 'a|windash|contains': 'net-user' },
    yes: ['net-user'],
    no: ['net/user'],
  },
  { name: 'base64', search: { 'a|base64|contains': 'foobar' }, yes: ['xZm9vYmFyx'], no: ['foobar'] },
  {
    name: 'base64offset at each of three places',
    search: { 'a|base64offset|contains': 'foobar' },
    yes: ['Zm9vYmFy', 'eGZvb2Jhcg==', 'eHhmb29iYXI='],
    no: ['foobar'],
  },
  {
    name: 'wide and base64offset',
    search: { 'a|wide|base64offset|contains': 'IEX' },
    yes: ['SQBFAFgA', 'eEkARQBYAA=='],
    no: ['SUVY'],
  },
  { name: 'utf16be and base64', search: { 'a|utf16be|base64': 'A' }, yes: ['AEE='], no: ['QQA='] },
  { name: 'utf16 with its mark', search: { 'a|utf16|base64': 'A' }, yes: ['//5BAA=='], no: ['QQA='] },
  {
    name: 'minute of an instant',
    search: { 'a|minute': 7 },
    yes: ['2026-11-29T17:07:30Z', '2026-11-29 05:07'],
    no: ['2026-11-29', 'x'],
  },
  {
    name: 'hour within a range of comparison',
    search: { 'a|hour|gte': 20 },
    yes: ['2026-11-29T20:07:30Z'],
    no: ['2026-11-29T19:59:59Z'],
  },
  {
    name: 'day, month and year',
    search: { 'a|day': 29, 'a|month': 11, 'a|year|gt': 2025 },
    yes: ['2026-11-29'],
    no: ['2025-11-29', '2026-12-29'],
  },
  {
    name: 'week of ISO 8601',
    search: { 'a|week': 53 },
    yes: ['2026-12-31', '2027-01-03', '2021-01-01'],
    no: ['2027-01-04', '2025-12-31'],
  },
  {
    name: 'expand to the values of a placeholder',
    search: { 'a|expand': '%servers%.corp' },
    yes: ['srv9.corp', 'DB1.corp'],
    no: ['%servers%.corp', 'web.corp'],
  },
  { name: 'without expand a percent sign is itself', search: { a: '%servers%' }, yes: ['%servers%'], no: ['db1'] },
  {
    name: 'a field of several values passes when one does',
    search: { 'a|startswith': 'x' },
    yes: [['b', 'xa']],
    no: [['b'], [], {}],
  },
])('$name', ({ search: selection, yes, no }) => {
  const rule = search(selection)
  for (const a of yes) expect(isMet(rule, a === undefined ? {} : { a }), JSON.stringify(a)).toBe(true)
  for (const a of no) expect(isMet(rule, a === undefined ? {} : { a }), JSON.stringify(a)).toBe(false)
})

test('a field is compared with another one of the same event', () => {
  expect(isMet(search({ 'a|fieldref': 'b' }), { a: 'X', b: 'x' })).toBe(true)
  expect(isMet(search({ 'a|fieldref': 'b' }), { a: 'x' })).toBe(false)
  expect(isMet(search({ 'a|fieldref|endswith': 'b' }), { a: 'C:\\x', b: '\\X' })).toBe(true)
  expect(isMet(search({ 'a|fieldref|neq': 'b' }), { a: 'x', b: 'y' })).toBe(true)
  expect(isMet(search({ 'a|fieldref|cased': 'b' }), { a: 'X', b: 'x' })).toBe(false)
})

test('keywords are looked for in every value, however deep, and not in names', () => {
  const rule = search(['evil*service', 4688])
  expect(isMet(rule, { a: { b: [{ c: 'an EvilBadService here' }] } })).toBe(true)
  expect(isMet(rule, { a: 14_688 })).toBe(true)
  expect(isMet(rule, { evilservice: 'x' })).toBe(false)
  const both = search({ '|all': ['one', 'two'] })
  expect(isMet(both, { a: 'one', b: 'two' })).toBe(true)
  expect(isMet(both, { a: 'one' })).toBe(false)
  expect(isMet(search({ '|re': 'o[nm]e' }), { a: 'some' })).toBe(true)
})

test('a list of maps is any of them, a map is all of it, and both may be nested', () => {
  const rule = search([{ a: 'x', b: 'y' }, { c: 'z' }, ['word']])
  expect(isMet(rule, { a: 'x', b: 'y' })).toBe(true)
  expect(isMet(rule, { a: 'x' })).toBe(false)
  expect(isMet(rule, { c: 'Z' })).toBe(true)
  expect(isMet(rule, { d: 'a word' })).toBe(true)
})

test('fields are found by their whole name, else as a path through objects and lists', () => {
  const rule = search({ 'actor.process.name': 'x' })
  expect(isMet(rule, { 'actor.process.name': 'x' })).toBe(true)
  expect(isMet(rule, { actor: { process: { name: 'X' } } })).toBe(true)
  expect(isMet(rule, { actor: [{ process: { name: 'y' } }, { 'process.name': 'x' }] })).toBe(true)
  expect(isMet(rule, { actor: 'x' })).toBe(false)
})

test.each([
  ['a and b', 'ab', ['a', 'b', '']],
  ['a or b and c', 'a', ['b', 'c']],
  ['(a or b) and c', 'bc', ['ab', 'a']],
  ['a and not b', 'a', ['ab', 'b']],
  ['not a and not b', 'c', ['ac', 'b']],
  ['a AND NOT (b OR c)', 'a', ['ab', 'ac']],
  ['1 of sel_*', 'd', ['ab', '']],
  ['all of sel_*', 'de', ['d', 'e']],
  ['2 of them', 'ad', ['a', 'f', 'af']],
  ['all of them', 'abcde', ['abcd']],
  ['any of them', 'e', ['f']],
  ['_f', 'f', ['a']],
  ['1 of *_e', 'e', ['d']],
  ['not not a', 'a', ['b']],
])('condition %s', (condition, yes, no) => {
  const letters = { a: 'a', b: 'b', c: 'c', sel_d: 'd', sel_e: 'e', _f: 'f' }
  const searches = Object.fromEntries(Object.entries(letters).map(([name, letter]) => [name, { [letter]: 'x' }]))
  const rule = ruleOf({ ...searches, condition })
  const fields = (names: string) => Object.fromEntries(names.split('').map((name) => [name, 'x']))
  expect(isMet(rule, fields(yes))).toBe(true)
  for (const names of no) expect(isMet(rule, fields(names)), names).toBe(false)
})

test('several conditions are alternatives', () => {
  const rule = ruleOf({ a: { a: 'x' }, b: { b: 'x' }, condition: ['a', 'b'] })
  expect([isMet(rule, { a: 'x' }), isMet(rule, { b: 'x' }), isMet(rule, {})]).toEqual([true, true, false])
})

test.each([
  { name: 'no map', source: ['x'], faults: ['1 rule.not-a-map'] },
  { name: 'no source', source: { detection: { a: { b: 'c' }, condition: 'a' } }, faults: ['1 rule.no-source'] },
  { name: 'no detection', source: { logsource: { product: 'x' } }, faults: ['1 rule.no-detection'] },
  {
    name: 'unknown modifier',
    detection: { a: { 'b|contians': 'c' }, condition: 'a' },
    faults: ['2 rule.unknown-modifier contians'],
  },
  {
    name: 'modifiers that do not go together',
    detection: { a: { 'b|re|contains': 'c' }, condition: 'a' },
    faults: ['2 rule.wrong-modifier re|contains'],
  },
  { name: 'flags without re', detection: { a: { 'b|i': 'c' }, condition: 'a' }, faults: ['2 rule.wrong-modifier i'] },
  { name: 'no number', detection: { a: { 'b|gt': 'many' }, condition: 'a' }, faults: ['2 rule.wrong-value many'] },
  {
    name: 'no network',
    detection: { a: { 'b|cidr': '10.0.0.0/33' }, condition: 'a' },
    faults: ['2 rule.wrong-value 10.0.0.0/33'],
  },
  {
    name: 'a wildcard in Base64',
    detection: { a: { 'b|base64': 'x*' }, condition: 'a' },
    faults: ['2 rule.wrong-value x*'],
  },
  {
    name: 'an unknown placeholder',
    detection: { a: { 'b|expand': '%nobody%' }, condition: 'a' },
    faults: ['2 rule.unknown-placeholder nobody'],
  },
  {
    name: 'a look-ahead',
    detection: { a: { 'b|re': 'a(?=b)' }, condition: 'a' },
    faults: ['2 rule.broken-expression look-ahead or look-behind'],
  },
  {
    name: 'an unknown search',
    detection: { a: { b: 'c' }, condition: 'a and d' },
    faults: ['3 rule.unknown-search d'],
  },
  {
    name: 'no search of that kind',
    detection: { a: { b: 'c' }, condition: '1 of sel*' },
    faults: ['3 rule.unknown-search sel*'],
  },
  {
    name: 'an open bracket',
    detection: { a: { b: 'c' }, condition: '(a' },
    faults: ['3 rule.broken-condition a ( without its )'],
  },
  { name: 'a word too much', detection: { a: { b: 'c' }, condition: 'a a' }, faults: ['3 rule.broken-condition a'] },
  { name: 'counting', detection: { a: { b: 'c' }, condition: 'a | count() > 5' }, faults: ['3 rule.aggregation'] },
  { name: 'no condition', detection: { a: { b: 'c' } }, faults: ['2 rule.no-condition'] },
  { name: 'an empty search', detection: { a: {}, condition: 'a' }, faults: ['2 rule.empty-search a'] },
  {
    name: 'two faults are both told',
    detection: { a: { 'b|x': 'c', 'b|y': 'c' }, condition: 'a' },
    faults: ['2 rule.unknown-modifier x', '3 rule.unknown-modifier y'],
  },
])('a fault is told with its line and word: $name', ({ source, detection, faults }) => {
  const read = readRule(sourceOf(source ?? { logsource: { product: 'x' }, detection }))
  expect(read.ok ? [] : read.refusal.map(({ code, line, word }) => `${line} ${code} ${word}`.trim())).toEqual(faults)
  if (!read.ok) for (const fault of read.refusal) expect(ruleFaultText(fault)).not.toBe('')
})

test('brackets nested without end are refused, and the stack holds', () => {
  const condition = `${'('.repeat(20_000)}a${')'.repeat(20_000)}`
  const read = readRule(sourceOf({ logsource: { product: 'x' }, detection: { a: { b: 'c' }, condition } }))
  expect(read.ok ? '' : read.refusal[0]!.code).toBe('rule.too-deep')
})
