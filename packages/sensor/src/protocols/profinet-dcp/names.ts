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

const OPTIONS: ReadonlyMap<number, string> = new Map([
  [0x0101, 'MAC address'],
  [0x0102, 'IP parameter'],
  [0x0103, 'full IP suite'],
  [0x0201, 'device vendor value'],
  [0x0202, 'name of station'],
  [0x0203, 'device id'],
  [0x0204, 'device role'],
  [0x0205, 'device options'],
  [0x0206, 'alias name'],
  [0x0207, 'device instance'],
  [0x0208, 'OEM device id'],
  [0x0501, 'start transaction'],
  [0x0502, 'end transaction'],
  [0x0503, 'signal'],
  [0x0504, 'response'],
  [0x0505, 'factory reset'],
  [0x0506, 'reset to factory'],
  [0x0601, 'device initiative'],
  [0xffff, 'all'],
])

/** What an option and its suboption, octet by octet, are about. */
export function optionName(code: number): string | undefined {
  return OPTIONS.get(code)
}
