// The browser and system of a session, by family: enough to know one's own, too little to follow anybody.

const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b(Chrome|Chromium|CriOS|HeadlessChrome)\//, 'Chromium'],
  [/\bSafari\//, 'Safari'],
]
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bAndroid\b/, 'Android'],
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\b(Linux|X11|CrOS)\b/, 'Linux'],
]
/** What is looked at of a header that anybody may fill. */
const LONGEST = 400

/** `Firefox, Windows`; `other` for what is none of the families. */
export function agentOf(header: string | undefined): string {
  const text = (header ?? '').slice(0, LONGEST)
  return `${familyOf(text, BROWSERS)}, ${familyOf(text, SYSTEMS)}`
}

function familyOf(text: string, families: readonly (readonly [RegExp, string])[]): string {
  return families.find(([pattern]) => pattern.test(text))?.[1] ?? 'other'
}
