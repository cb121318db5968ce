// Encapsulation commands, CIP services, classes and vendors. Sources: The CIP Networks Library, Volume 1 (services of the
// general object model, appendix A; object classes, chapter 5) and Volume 2 (commands, chapter 2); Rockwell publication
// 1756-PM020 for tag services; vendor ids as ODVA lists them.
import type { FunctionKind, OperationKind } from '@penstock/model/observations'

/** Encapsulation commands are numbered above CIP services. */
export const COMMAND_BASE = 0x1_0000

export const COMMANDS: ReadonlyMap<number, string> = new Map([
  [0x0004, 'List Services'],
  [0x0063, 'List Identity'],
  [0x0064, 'List Interfaces'],
  [0x0065, 'Register Session'],
  [0x0066, 'Unregister Session'],
  [0x006f, 'Send RR Data'],
  [0x0070, 'Send Unit Data'],
])

export const SERVICES: ReadonlyMap<number, { readonly name: string; readonly kind: FunctionKind }> = new Map<
  number,
  { readonly name: string; readonly kind: FunctionKind }
>([
  [0x01, { name: 'Get Attributes All', kind: 'read' }],
  [0x02, { name: 'Set Attributes All', kind: 'write' }],
  [0x03, { name: 'Get Attribute List', kind: 'read' }],
  [0x04, { name: 'Set Attribute List', kind: 'write' }],
  [0x05, { name: 'Reset', kind: 'control' }],
  [0x06, { name: 'Start', kind: 'control' }],
  [0x07, { name: 'Stop', kind: 'control' }],
  [0x08, { name: 'Create', kind: 'program' }],
  [0x09, { name: 'Delete', kind: 'program' }],
  [0x0a, { name: 'Multiple Service Packet', kind: 'session' }],
  [0x0d, { name: 'Apply Attributes', kind: 'write' }],
  [0x0e, { name: 'Get Attribute Single', kind: 'read' }],
  [0x10, { name: 'Set Attribute Single', kind: 'write' }],
  [0x11, { name: 'Find Next Object Instance', kind: 'read' }],
  [0x15, { name: 'Restore', kind: 'program' }],
  [0x16, { name: 'Save', kind: 'program' }],
  [0x17, { name: 'No Operation', kind: 'session' }],
  [0x18, { name: 'Get Member', kind: 'read' }],
  [0x19, { name: 'Set Member', kind: 'write' }],
  [0x4b, { name: 'Execute PCCC or object service 0x4b', kind: 'other' }],
  [0x4c, { name: 'Read Tag', kind: 'read' }],
  [0x4d, { name: 'Write Tag', kind: 'write' }],
  [0x4e, { name: 'Forward Close or Read Modify Write Tag', kind: 'session' }],
  [0x4f, { name: 'Object service 0x4f', kind: 'other' }],
  [0x52, { name: 'Unconnected Send or Read Tag Fragmented', kind: 'session' }],
  [0x53, { name: 'Write Tag Fragmented', kind: 'write' }],
  [0x54, { name: 'Forward Open', kind: 'session' }],
  [0x55, { name: 'Get Instance Attribute List', kind: 'read' }],
  [0x5b, { name: 'Large Forward Open', kind: 'session' }],
])

export const CLASSES: ReadonlyMap<number, string> = new Map([
  [0x01, 'Identity'],
  [0x02, 'Message Router'],
  [0x04, 'Assembly'],
  [0x06, 'Connection Manager'],
  [0x37, 'File'],
  [0x67, 'PCCC'],
  [0x68, 'Program'],
  [0x6b, 'Symbol'],
  [0x6c, 'Template'],
  [0x8e, 'Controller Mode'],
  [0xa1, 'Firmware Update'],
  [0xac, 'Program Upload and Download'],
  [0xf4, 'Port'],
  [0xf5, 'TCP/IP Interface'],
  [0xf6, 'Ethernet Link'],
])

const VENDORS: ReadonlyMap<number, string> = new Map([
  [1, 'Rockwell Automation/Allen-Bradley'],
  [26, 'Festo'],
  [40, 'WAGO Corporation'],
  [43, 'Keyence'],
  [44, 'Moog'],
  [47, 'OMRON Corporation'],
  [48, 'Turck'],
  [49, 'Danaher'],
  [90, 'HMS Industrial Networks AB'],
  [96, 'Phoenix Contact'],
  [108, 'Beckhoff Automation'],
  [170, 'Pyramid Solutions'],
  [243, 'Schneider Automation'],
  [283, 'Hilscher GmbH'],
  [356, 'Fanuc Robotics America'],
  [482, 'Cognex Corporation'],
  [562, 'Phoenix Contact GmbH & Co'],
  [1251, 'Siemens'],
])

const DEVICE_TYPES: ReadonlyMap<number, { readonly name: string; readonly role: string | null }> = new Map<
  number,
  { readonly name: string; readonly role: string | null }
>([
  [0x02, { name: 'AC Drive', role: 'drive' }],
  [0x07, { name: 'General Purpose Discrete I/O', role: null }],
  [0x0c, { name: 'Communications Adapter', role: 'plc-comm' }],
  [0x0e, { name: 'Programmable Logic Controller', role: 'plc' }],
  [0x13, { name: 'DC Drive', role: 'drive' }],
  [0x18, { name: 'Human-Machine Interface', role: 'hmi' }],
  [0x2c, { name: 'Managed Ethernet Switch', role: 'switch' }],
])

/** Name and kind of a function as conversations list it: CIP services `0x4c`, encapsulation commands `0x0063`. */
export function describeCip(code: number): { code: string; name: string; kind: FunctionKind } {
  if (code >= COMMAND_BASE) {
    const command = code - COMMAND_BASE
    const text = `0x${command.toString(16).padStart(4, '0')}`
    const kind = command === 0x0063 ? 'identity' : 'session'
    return { code: text, name: COMMANDS.get(command) ?? `Command ${text}`, kind }
  }
  const known = SERVICES.get(code)
  const text = `0x${code.toString(16).padStart(2, '0')}`
  return { code: text, name: known?.name ?? `Service ${text}`, kind: known?.kind ?? 'other' }
}

export function isCommand(command: number): boolean {
  return COMMANDS.has(command) || command === 0x0000 || command === 0x0072 || command === 0x0073
}

export function vendorOf(id: number): string | null {
  return VENDORS.get(id) ?? null
}

export function deviceTypeOf(id: number): { readonly name: string; readonly role: string | null } | undefined {
  return DEVICE_TYPES.get(id)
}

/** Services of the File object, Volume 1, chapter 5-42. */
const FILE_SERVICES: ReadonlyMap<number, { readonly kind: OperationKind; readonly name: string }> = new Map<
  number,
  { readonly kind: OperationKind; readonly name: string }
>([
  [0x09, { kind: 'file', name: 'Delete File' }],
  [0x4b, { kind: 'file', name: 'Initiate File Upload' }],
  [0x4c, { kind: 'file', name: 'Initiate File Download' }],
  [0x4d, { kind: 'file', name: 'Initiate Partial File Read' }],
  [0x4e, { kind: 'file', name: 'Initiate Partial File Write' }],
  [0x4f, { kind: 'file', name: 'File Upload Transfer' }],
  [0x50, { kind: 'file', name: 'File Download Transfer' }],
  [0x51, { kind: 'file', name: 'Clear File' }],
])

/**
 * What a CIP request does to a device, or undefined for a harmless one. `classId` is -1 for a tag (symbolic path).
 * The codes are those of the table of dangerous operations.
 */
export function operationOfCip(service: number, classId: number): { kind: OperationKind; name: string } | undefined {
  if (classId === 0x37) return FILE_SERVICES.get(service)
  const isTag = classId === -1 || classId === 0x6b || classId === 0xb2
  switch (service) {
    case 0x04:
    case 0x10:
      return { kind: 'write', name: service === 0x04 ? 'Set Attribute List' : 'Set Attribute Single' }
    case 0x05:
      return { kind: 'restart', name: 'Reset' }
    case 0x06:
      return { kind: 'mode', name: 'Start' }
    case 0x07:
      return { kind: 'mode', name: 'Stop' }
    case 0x08:
      return classId === 0xac ? { kind: 'program-download', name: 'Create Program' } : undefined
    case 0x4b:
      if (classId === 0xa1) return { kind: 'firmware', name: 'Firmware Update' }
      return classId === 0xac ? { kind: 'program-download', name: 'Program Transfer' } : undefined
    case 0x4d:
      if (classId === 0xa1) return { kind: 'firmware', name: 'Firmware Update' }
      if (classId === 0xac) return { kind: 'program-download', name: 'Program Transfer' }
      return isTag ? { kind: 'write', name: 'Write Tag' } : undefined
    case 0x4e:
      return classId === 0x06
        ? { kind: 'config', name: 'Forward Close' }
        : { kind: 'write', name: 'Read Modify Write Tag' }
    case 0x51:
      return classId === 0xa1 ? { kind: 'firmware', name: 'Firmware Update' } : undefined
    case 0x53:
      return isTag ? { kind: 'write', name: 'Write Tag Fragmented' } : undefined
    case 0x54:
    case 0x5b:
      return { kind: 'config', name: service === 0x54 ? 'Forward Open' : 'Large Forward Open' }
    default:
      return undefined
  }
}
