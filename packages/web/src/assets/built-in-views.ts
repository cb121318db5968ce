// Two sets of columns over the one register: what maintenance asks of an asset, and what security asks.

export const BUILT_IN_VIEWS = ['maintenance', 'security'] as const
export type BuiltInView = (typeof BUILT_IN_VIEWS)[number]

export const COLUMNS_OF_VIEW: Readonly<Record<BuiltInView, readonly string[]>> = {
  maintenance: [
    'name',
    'role',
    'vendor',
    'model',
    'zone',
    'criticality',
    'owner',
    'location',
    'sparePart',
    'sparesInStock',
    'firmwareKept',
    'lastBackupAt',
    'backupPlace',
    'maintenanceWindow',
    'supportEnd',
    'supplier',
    'contract',
  ],
  security: [
    'name',
    'status',
    'role',
    'zone',
    'purdueLevel',
    'criticality',
    'owner',
    'protocols',
    'peersOtherZones',
    'externalPeers',
    'breaches',
    'supportEnd',
    'lastAt',
  ],
}
