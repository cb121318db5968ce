// Settings of the installation.
export { SettingsPage } from './SettingsPage.tsx'
