// Releases of Windows by version and build. Source: Microsoft, "Windows release information" and "Windows Server release information".

/** Client and server releases that share a build. */
const RELEASES: ReadonlyMap<number, string> = new Map([
  [2195, 'Windows 2000'],
  [2600, 'Windows XP'],
  [3790, 'Windows Server 2003 or XP x64'],
  [6001, 'Windows Vista or Server 2008'],
  [6002, 'Windows Vista or Server 2008'],
  [6003, 'Windows Server 2008'],
  [7600, 'Windows 7 or Server 2008 R2'],
  [7601, 'Windows 7 or Server 2008 R2'],
  [9200, 'Windows 8 or Server 2012'],
  [9600, 'Windows 8.1 or Server 2012 R2'],
  [10_240, 'Windows 10 1507'],
  [10_586, 'Windows 10 1511'],
  [14_393, 'Windows 10 1607 or Server 2016'],
  [15_063, 'Windows 10 1703'],
  [16_299, 'Windows 10 1709'],
  [17_134, 'Windows 10 1803'],
  [17_763, 'Windows 10 1809 or Server 2019'],
  [18_362, 'Windows 10 1903'],
  [18_363, 'Windows 10 1909'],
  [19_041, 'Windows 10 2004'],
  [19_042, 'Windows 10 20H2'],
  [19_043, 'Windows 10 21H1'],
  [19_044, 'Windows 10 21H2'],
  [19_045, 'Windows 10 22H2'],
  [20_348, 'Windows Server 2022'],
  [22_000, 'Windows 11 21H2'],
  [22_621, 'Windows 11 22H2'],
  [22_631, 'Windows 11 23H2'],
  [26_100, 'Windows 11 24H2 or Server 2025'],
])

/** `Windows 10 1809 or Server 2019 (10.0.17763)`. */
export function windowsText(major: number, minor: number, build: number): string {
  return `${RELEASES.get(build) ?? 'Windows'} (${major}.${minor}.${build})`
}

/** The same of a build alone. */
export function releaseText(build: number): string {
  return `${RELEASES.get(build) ?? 'Windows'} (build ${build})`
}
