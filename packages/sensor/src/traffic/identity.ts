// What devices say of themselves on the wire, from the fields of their asset. A device that nobody registered gets the
// identity of an ordinary small model, so that there is something to find.
import type { dcp, enip, s7szl } from '@penstock/sensor/encoders'
import type { PlantAsset } from './plant.ts'
import { hashText } from './random.ts'
import type { Station } from './stations.ts'

// Vendor numbers of ODVA and PROFIBUS & PROFINET International (public lists).
const CIP_VENDOR: Readonly<Record<string, number>> = {
  'Rockwell Automation': 1,
  Omron: 47,
  'Schneider Electric': 243,
  Siemens: 1251,
}
const CIP_DEVICE_TYPE = { plc: 0x0e, adapter: 0x0c } as const
const PROFINET_SIEMENS = 0x002a

/** A stable 32-bit serial number from the first address of the device. */
export function serialOf(station: Station): number {
  const card = station.interfaces[0]
  return hashText(card?.mac ?? card?.ip ?? '')
}

export function s7Identity(station: Station): s7szl.S7Identity {
  const { asset } = station
  const serial = serialOf(station).toString(16).toUpperCase().padStart(8, '0')
  const [major = 1, minor = 0, patch = 0] = versionNumbers(asset?.version)
  return {
    orderNumber: asset?.modelNumber ?? '6ES7212-1AE40-0XB0',
    firmware: [major, minor, patch],
    hardware: 1 + (serialOf(station) % 5),
    systemName: station.hostname,
    moduleName: station.hostname,
    moduleType: moduleType(asset?.product ?? 'CPU 1212C DC/DC/DC'),
    serial: `S C-${serial}`,
    plant: '',
  }
}

export function cipIdentity(station: Station): enip.CipIdentity {
  const { asset } = station
  const [major = 1, minor = 1] = versionNumbers(asset?.version)
  const isController = asset?.role === 'plc'
  const name = asset?.modelNumber ?? asset?.product ?? station.hostname
  return {
    vendorId: CIP_VENDOR[asset?.vendor ?? ''] ?? 0,
    deviceType: isController ? CIP_DEVICE_TYPE.plc : CIP_DEVICE_TYPE.adapter,
    productCode: hashText(name) & 0xff,
    revision: [major & 0xff, minor & 0xff],
    status: isController ? 0x0060 : 0x0030,
    serial: serialOf(station),
    productName: asset?.product.startsWith(name) === true ? asset.product : name,
  }
}

/** Objects of Modbus device identification; null where the product does not answer it. */
export function modbusIdentity(station: Station): Readonly<Record<number, string>> | null {
  const { asset } = station
  if (asset === null || !['Schneider Electric', 'WAGO', 'Moxa'].includes(asset.vendor)) return null
  return {
    0: asset.vendor,
    1: asset.modelNumber ?? asset.product,
    2: asset.version ?? '',
    4: asset.product,
    5: asset.modelNumber ?? '',
  }
}

/** Siemens controllers, panels and drives answer PROFINET discovery. */
export function isProfinetDevice(asset: PlantAsset): boolean {
  return asset.vendor === 'Siemens' && /^(plc|drive|hmi|safety-controller|switch)$/.test(asset.role)
}

export function dcpDevice(station: Station, mask: string, gateway: string): dcp.DcpDevice | null {
  const card = station.interfaces[0]
  if (card?.mac === undefined || card.mac === null) return null
  const isController = station.asset === null || /plc|safety/.test(station.asset.role)
  return {
    mac: card.mac,
    stationName: station.hostname.toLowerCase(),
    vendorName: station.asset === null ? 'S7-1200' : familyOf(station.asset),
    vendorId: PROFINET_SIEMENS,
    deviceId: isController ? 0x010e : 0x0501,
    role: isController ? 2 : 1,
    ip: card.ip,
    mask,
    gateway,
  }
}

/** The numbers of a version text: `V2.8.3` gives 2, 8, 3. */
export function versionNumbers(version: string | null | undefined): number[] {
  return (version?.match(/\d+/g) ?? []).map(Number)
}

/** Vendor, product, model and version in one line, as switches and controllers describe themselves. */
export function descriptionOf(asset: PlantAsset): string {
  const { vendor, product, modelNumber, version } = asset
  return [vendor, product, modelNumber, version].filter((part) => part !== null && part !== undefined).join(', ')
}

function moduleType(product: string): string {
  const at = product.indexOf('CPU')
  return at < 0 ? product : product.slice(at)
}

function familyOf(asset: PlantAsset): string {
  const at = asset.product.indexOf(' CPU')
  return (at < 0 ? asset.product : asset.product.slice(0, at)).replace(/^SIMATIC /, '')
}
