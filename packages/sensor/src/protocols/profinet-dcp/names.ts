// Services of PROFINET DCP. Source: IEC 61158-6-10, "Discovery and basic Configuration Protocol".
import type { FunctionKind } from '@penstock/model/observations'

export const GET = 3
export const SET = 4
export const IDENTIFY = 5
export const HELLO = 6

export const SERVICES: ReadonlyMap<number, { readonly name: string; readonly kind: FunctionKind }> = new Map<
  number,
  { readonly name: string; readonly kind: FunctionKind }
>([
  [GET, { name: 'Get', kind: 'identity' }],
  [SET, { name: 'Set', kind: 'write' }],
  [IDENTIFY, { name: 'Identify', kind: 'identity' }],
  [HELLO, { name: 'Hello', kind: 'identity' }],
])

/** PROFINET vendor ids, as PROFIBUS & PROFINET International lists them; only those whose name is sure. */
export const VENDORS: ReadonlyMap<number, string> = new Map([
  [0x002a, 'Siemens'],
  [0x00b0, 'Phoenix Contact'],
  [0x011d, 'WAGO'],
  [0x011e, 'Hilscher'],
  [0x0120, 'Beckhoff'],
  [0x014d, 'Festo'],
])

export function describeDcp(code: number): { code: string; name: string; kind: FunctionKind } {
  const known = SERVICES.get(code)
  return { code: String(code), name: known?.name ?? `Service ${code}`, kind: known?.kind ?? 'other' }
}
