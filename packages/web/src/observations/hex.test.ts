import { expect, test } from 'vitest'
import { hexRows } from './hex.ts'

test('eighteen bytes make two rows, unprintable ones a dot', () => {
  expect(hexRows('000100000006110300 6b0003504c4321ff7e 41'.replaceAll(' ', ''))).toEqual([
    { offset: '0000', hex: '00 01 00 00 00 06 11 03 00 6b 00 03 50 4c 43 21', text: '.........k..PLC!' },
    { offset: '0010', hex: 'ff 7e 41', text: '.~A' },
  ])
})

test('nothing gives no rows', () => {
  expect(hexRows('')).toEqual([])
})
