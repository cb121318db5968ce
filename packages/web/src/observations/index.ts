// What sensors saw: what a device says and undergoes, and the packet behind a row as proof.
export { type Asked, type Device, OfDevice } from './DeviceEvents.tsx'
export { DeviceLogons } from './DeviceLogons.tsx'
export { DeviceStates } from './DeviceStates.tsx'
export { DeviceTransfers } from './DeviceTransfers.tsx'
export { DeviceValues } from './DeviceValues.tsx'
export { EventTable } from './EventTable.tsx'
export { proofColumn, protocolColumn, spanColumns } from './event-columns.tsx'
export { PacketButton } from './PacketButton.tsx'
