// The shell around the screens: addresses, rail, scope, palette, keys.
export { App } from './App.tsx'
export { router } from './router.tsx'
