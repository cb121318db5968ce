// Mantine in our tokens: its variables point to roles, so one file of colours decides everything.
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

/** Shade 7 is the filled accent in light, 6 in dark; the others only fill the ramp that Mantine asks for. */
const accent: MantineColorsTuple = [
  '#eaf2f8',
  '#d3e3ef',
  '#b4d0e4',
  '#85b8dc',
  '#5f9cc6',
  '#4585b2',
  '#356f9b',
  '#295f8a',
  '#204d71',
  '#183b57',
]

const none = { xs: 'none', sm: 'none', md: 'none', lg: 'none', xl: 'none' }

const MOVING = ['Modal', 'Drawer', 'Menu', 'Popover', 'Combobox', 'Tooltip', 'SpotlightRoot'] as const

/** Motion lasts `motionMs`; control rooms have none. */
export function themeOf(motionMs: number) {
  return createTheme({
    components: Object.fromEntries(
      MOVING.map((name) => [name, { defaultProps: { transitionProps: { duration: motionMs } } }]),
    ),
    fontFamily: 'var(--sans)',
    fontFamilyMonospace: 'var(--mono)',
    headings: { fontFamily: 'var(--sans)', fontWeight: '600' },
    primaryColor: 'accent',
    colors: { accent },
    primaryShade: { light: 7, dark: 6 },
    defaultRadius: 4,
    shadows: none,
    focusRing: 'never',
    respectReducedMotion: true,
    cursorType: 'pointer',
  })
}

const roles = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text-1)',
  '--mantine-color-bright': 'var(--text-1)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--text-1)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--sunken)',
  '--mantine-color-default-color': 'var(--text-1)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-disabled': 'var(--sunken)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--line)',
  '--mantine-color-accent-filled': 'var(--accent-filled)',
  '--mantine-color-accent-filled-hover': 'var(--accent-filled)',
  '--mantine-color-accent-text': 'var(--accent)',
  '--mantine-color-accent-outline': 'var(--accent)',
  '--mantine-color-accent-light': 'var(--sunken)',
  '--mantine-color-accent-light-hover': 'var(--sunken)',
  '--mantine-color-accent-light-color': 'var(--accent)',
  '--mantine-primary-color-filled': 'var(--accent-filled)',
  '--mantine-primary-color-light-color': 'var(--accent)',
}

export const resolveVariables: CSSVariablesResolver = () => ({
  variables: {
    '--mantine-font-size-xs': 'var(--text-small)',
    '--mantine-font-size-sm': 'var(--text-base)',
    '--mantine-font-size-md': 'var(--text-base)',
    '--mantine-font-size-lg': 'var(--text-large)',
  },
  // The greys that Mantine gives its controls: borders of controls reach 3 to 1.
  light: { ...roles, '--mantine-color-gray-4': 'var(--line-strong)', '--mantine-color-gray-1': 'var(--sunken)' },
  dark: {
    ...roles,
    '--mantine-color-dark-4': 'var(--line-strong)',
    '--mantine-color-dark-5': 'var(--raised)',
    '--mantine-color-dark-6': 'var(--raised)',
    '--mantine-color-dark-7': 'var(--surface)',
    '--mantine-color-dark-8': 'var(--sunken)',
  },
})
