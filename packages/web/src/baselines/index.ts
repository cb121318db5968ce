// What is usual for a device, and what left it.
export { DeviceBaseline } from './DeviceBaseline.tsx'
