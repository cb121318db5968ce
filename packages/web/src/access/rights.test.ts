import { expect, test } from 'vitest'
import { changeOfRights, type Rights, sitesOf } from './rights.ts'

const BEFORE: Rights = { roles: ['compliance'], rooms: ['audit'], sites: ['s-one'] }

test.each([
  ['nothing', BEFORE, undefined],
  ['only the order', { ...BEFORE, sites: ['s-one'] }, undefined],
  ['the roles', { ...BEFORE, roles: ['executive'] }, { roles: ['executive'] }],
  ['the rooms', { ...BEFORE, rooms: ['audit', 'assets'] }, { rooms: ['audit', 'assets'] }],
  ['one site to all', { ...BEFORE, sites: ['s-one', '*'] }, { sites: '*' }],
  ['a second site', { ...BEFORE, sites: ['s-two', 's-one'] }, { sites: ['s-two', 's-one'] }],
] as readonly (readonly [string, Rights, object | undefined])[])(
  'a change of %s asks for just that',
  (_, after, asked) => {
    expect(changeOfRights(BEFORE, after)).toEqual(asked)
  },
)

test('every site is one word, whatever else is ticked', () => {
  expect(sitesOf({ ...BEFORE, sites: ['s-one', '*'] })).toBe('*')
})
