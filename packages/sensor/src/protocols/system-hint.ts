// Operating systems that software hints at in passing: a comment in a banner, a vendor class, a user agent. What it gives is a hint, told as
// inferred. Windows releases by their NT number: Microsoft Learn, "Operating System Version".
const SYSTEMS: readonly (readonly [form: RegExp, system: (found: RegExpExecArray) => string])[] = [
  [/\bWindows NT (\d+\.\d+)/, ([, release]) => WINDOWS.get(release!) ?? `Windows NT ${release}`],
  [/for_Windows|Microsoft-IIS|Microsoft-HTTPAPI|\bWin(32|64)\b|^MSFT \d/i, () => 'Windows'],
  [/\bAndroid[ -](?:dhcp-)?(\d+)/i, ([, release]) => `Android ${release}`],
  [/Raspbian/i, () => 'Raspbian'],
  [/Ubuntu/i, () => 'Ubuntu'],
  [/Debian/i, () => 'Debian'],
  [/\b(CentOS|Red Hat|Fedora|Rocky|AlmaLinux|SUSE|OpenWrt)/, ([, name]) => name!],
  [/FreeBSD/i, () => 'FreeBSD'],
  [/NetBSD/i, () => 'NetBSD'],
  [/\bVxWorks\b/i, () => 'VxWorks'],
  [/\bQNX\b/, () => 'QNX'],
  [/Cisco/i, () => 'Cisco IOS'],
  [/\bLinux[-/ ](\d+\.\d+)/, ([, release]) => `Linux ${release}`],
  [/\bMac OS X\b|\bDarwin\b/, () => 'macOS'],
  [/\bLinux\b|^udhcp/i, () => 'Linux'],
]

const WINDOWS: ReadonlyMap<string, string> = new Map([
  ['5.0', 'Windows 2000'],
  ['5.1', 'Windows XP'],
  ['5.2', 'Windows XP or Server 2003'],
  ['6.0', 'Windows Vista or Server 2008'],
  ['6.1', 'Windows 7 or Server 2008 R2'],
  ['6.2', 'Windows 8 or Server 2012'],
  ['6.3', 'Windows 8.1 or Server 2012 R2'],
  ['10.0', 'Windows 10 or later'],
])

/** Operating system that a text hints at, or null. */
export function systemOf(text: string): string | null {
  for (const [form, system] of SYSTEMS) {
    const found = form.exec(text)
    if (found !== null) return system(found)
  }
  return null
}
