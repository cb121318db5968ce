// Lists that other systems export, as data: by which columns each is known, and which column says which field.
// Sources: ServiceNow `cmdb_ci` dictionary; Microsoft Defender for Endpoint machine API and device export; CrowdStrike Falcon
// hosts API and export; SentinelOne agents API and export; ActiveDirectory and DhcpServer PowerShell modules; RFC 2849 (LDIF).
import type { ClaimField } from '@penstock/model/observations'
import type { OtherSystemId } from './systems.ts'

/** Beside the fields of an asset: which record, as of when, which addresses, which network, and whether a lease still holds. */
export type InventoryColumn = ClaimField | 'record' | 'at' | 'mac' | 'ip' | 'operatingSystemVersion' | 'state'

export interface Inventory {
  readonly id: string
  readonly system: OtherSystemId
  readonly title: string
  /** One column of each group must be there. Names are folded: lower case, letters and digits only. */
  readonly knownBy: readonly (readonly string[])[]
  /** Folded names of the columns that say the field, the better first. */
  readonly columns: Partial<Readonly<Record<InventoryColumn, readonly string[]>>>
  /** In JSON: lists of interfaces inside a record, with the keys of their MAC and of their IPs. */
  readonly interfaces?: readonly { readonly list: string; readonly mac: string; readonly ips: readonly string[] }[]
  /** The address was given to the MAC by DHCP: the pair is the client's own. */
  readonly isLease?: true
}

/** The more particular first: the first that knows the columns reads the file. */
export const INVENTORIES: readonly Inventory[] = [
  {
    id: 'crowdstrike',
    system: 'edr',
    title: 'CrowdStrike Falcon hosts (CSV, JSON)',
    knownBy: [['deviceid', 'hostid', 'aid', 'sensorid'], ['hostname'], ['localip', 'localipaddress'], ['macaddress']],
    columns: {
      record: ['deviceid', 'hostid', 'aid', 'sensorid'],
      at: ['lastseen', 'modifiedtimestamp'],
      name: ['hostname'],
      mac: ['macaddress', 'connectionmacaddress'],
      ip: ['localip', 'localipaddress', 'connectionip'],
      vendor: ['systemmanufacturer', 'manufacturer'],
      model: ['systemproductname', 'model'],
      serial: ['serialnumber'],
      operatingSystem: ['osversion', 'osproductname', 'platformname', 'platform'],
      operatingSystemVersion: ['osbuild', 'kernelversion'],
    },
  },
  {
    id: 'sentinelone',
    system: 'edr',
    title: 'SentinelOne agents (CSV, JSON)',
    knownBy: [
      ['computername', 'endpointname'],
      ['uuid', 'agentuuid', 'deviceuuid'],
      ['osname', 'os', 'osrevision', 'osversion'],
    ],
    columns: {
      record: ['uuid', 'agentuuid', 'deviceuuid'],
      at: ['lastactivedate', 'lastactive', 'updatedat'],
      name: ['computername', 'endpointname'],
      mac: ['macaddresses', 'macaddress'],
      ip: ['lastreportedip', 'lastiptomgmt', 'ipaddresses', 'ipaddress'],
      vendor: ['manufacturer'],
      model: ['modelname', 'model'],
      serial: ['serialnumber'],
      operatingSystem: ['osname', 'os'],
      operatingSystemVersion: ['osrevision', 'osversion'],
    },
    interfaces: [{ list: 'networkInterfaces', mac: 'physical', ips: ['inet', 'inet6'] }],
  },
  {
    id: 'defender',
    system: 'edr',
    title: 'Microsoft Defender for Endpoint devices (CSV, JSON)',
    knownBy: [['deviceid', 'machineid', 'id', 'aaddeviceid'], ['devicename', 'computerdnsname'], ['osplatform']],
    columns: {
      record: ['deviceid', 'machineid', 'id'],
      at: ['lastseen', 'lastdeviceupdate', 'timestamp'],
      name: ['computerdnsname', 'devicename'],
      mac: ['macaddress', 'macaddresses', 'lastmacaddress'],
      ip: ['lastipaddress', 'ipaddress', 'ipaddresses'],
      vendor: ['vendor'],
      model: ['model'],
      operatingSystem: ['osplatform', 'osdistribution'],
      operatingSystemVersion: ['osversion', 'version', 'osbuild'],
    },
    interfaces: [{ list: 'ipAddresses', mac: 'macAddress', ips: ['ipAddress'] }],
  },
  {
    id: 'windows-dhcp',
    system: 'dhcp',
    title: 'Windows DHCP leases (Get-DhcpServerv4Lease, console export)',
    knownBy: [
      ['ipaddress', 'clientipaddress'],
      ['clientid', 'uniqueid'],
      ['leaseexpirytime', 'leaseexpiration'],
    ],
    columns: {
      name: ['hostname', 'name'],
      mac: ['clientid', 'uniqueid'],
      ip: ['ipaddress', 'clientipaddress'],
      description: ['description'],
      state: ['addressstate'],
    },
    isLease: true,
  },
  {
    id: 'active-directory',
    system: 'directory',
    title: 'directory computers (Get-ADComputer CSV, LDIF)',
    knownBy: [
      ['distinguishedname', 'dn'],
      ['dnshostname', 'samaccountname', 'cn', 'name'],
      ['operatingsystem', 'objectclass', 'objectguid'],
    ],
    columns: {
      record: ['distinguishedname', 'dn'],
      at: ['lastlogondate', 'lastlogontimestamp', 'whenchanged', 'modified'],
      name: ['dnshostname', 'name', 'cn', 'samaccountname'],
      ip: ['ipv4address', 'ipv6address', 'networkaddress', 'iphostnumber'],
      mac: ['macaddress'],
      operatingSystem: ['operatingsystem'],
      operatingSystemVersion: ['operatingsystemversion'],
      description: ['description'],
    },
  },
  {
    id: 'servicenow',
    system: 'cmdb',
    title: 'CMDB export (ServiceNow-like CSV)',
    knownBy: [
      ['name', 'ciname', 'hostname', 'fqdn'],
      ['ipaddress', 'ip', 'macaddress', 'mac'],
      ['sysid', 'sysclassname', 'class', 'assettag', 'modelid', 'serialnumber', 'manufacturer', 'cinumber', 'number'],
    ],
    columns: {
      record: ['sysid', 'cinumber', 'number', 'assettag', 'correlationid'],
      at: ['lastdiscovered', 'mostrecentdiscovery', 'sysupdatedon', 'updated'],
      name: ['name', 'ciname', 'hostname', 'fqdn'],
      mac: ['macaddress', 'mac', 'macaddresses'],
      ip: ['ipaddress', 'ip', 'ipaddresses'],
      vendor: ['manufacturer', 'vendor'],
      model: ['modelid', 'model', 'modelnumber'],
      orderNumber: ['partnumber', 'ordernumber'],
      serial: ['serialnumber'],
      firmware: ['firmwareversion', 'firmware'],
      operatingSystem: ['os', 'operatingsystem'],
      operatingSystemVersion: ['osversion'],
      description: ['shortdescription', 'description'],
    },
  },
]

/** The list that has these columns, or null. */
export function inventoryOf(columns: Iterable<string>): Inventory | null {
  const folded = new Set([...columns].map(foldedColumn))
  return INVENTORIES.find(({ knownBy }) => knownBy.every((group) => group.some((name) => folded.has(name)))) ?? null
}

/** `MAC Address`, `mac_address` and `macAddress` are one column. */
export function foldedColumn(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
}
