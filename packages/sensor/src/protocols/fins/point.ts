// Points of FINS as people call them.
import { moduleText } from './decode.ts'
import { AREAS } from './names.ts'

/** `D100`, `CIO5.03`, with the module in front. */
export function finsPoint(module: number, code: number, index: number): string {
  const area = AREAS.get(code)
  const name = area?.name ?? `area ${code} `
  const behind = moduleText(module)
  const point =
    area?.isBit === true ? `${name}${index >>> 4}.${String(index & 15).padStart(2, '0')}` : `${name}${index}`
  return behind === '' ? point : `${behind} ${point}`
}
