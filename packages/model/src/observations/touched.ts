// The numbers by which requests name what they ask for, in the protocols that name it by numbers, and their words. What is asked for stands
// above, the place in it below: a function's lowest and highest are then those of one number.

/** How many places one unit, DB, group, station or class has room for, by protocol. */
export const TOUCHED_SPAN = {
  'modbus-tcp': 2 ** 16,
  s7comm: 2 ** 24,
  dnp3: 2 ** 32,
  iec104: 2 ** 24,
  'ethernet-ip': 2 ** 32,
} as const

/** Of S7comm: areas that are no DB stand above the highest number of one. */
export const S7_AREAS = 2 ** 16

const S7_AREA_NAMES: Readonly<Record<number, string>> = {
  28: 'counters',
  29: 'timers',
  128: 'peripheral',
  129: 'inputs',
  130: 'outputs',
  131: 'flags',
}

/** `unit 3 address 40`, `DB 5 byte 12`, `group 30 index 4`, `ASDU 1 IOA 3001`, `class 0x6b instance 2`; the number itself of another protocol. */
export function touchedText(protocol: string, address: number): string {
  const span = isSpanned(protocol) ? TOUCHED_SPAN[protocol] : Number.POSITIVE_INFINITY
  const [above, below] = [Math.floor(address / span), address % span]
  switch (protocol) {
    case 'modbus-tcp':
      return `unit ${above} address ${below}`
    case 's7comm':
      return `${s7Text(above)} ${below}`
    case 'dnp3':
      return `group ${above} index ${below}`
    case 'iec104':
      return `ASDU ${above} IOA ${below}`
    case 'ethernet-ip':
      return `class 0x${above.toString(16)} instance ${below}`
    default:
      return String(address)
  }
}

function s7Text(above: number): string {
  if (above < S7_AREAS) return `DB ${above} byte`
  const area = above - S7_AREAS
  const name = S7_AREA_NAMES[area] ?? `area 0x${area.toString(16)}`
  return area === 28 || area === 29 ? name : `${name} byte`
}

function isSpanned(protocol: string): protocol is keyof typeof TOUCHED_SPAN {
  return Object.hasOwn(TOUCHED_SPAN, protocol)
}
