// What findings of endpoint products share: the process, the file and the user are evidence, the host is the device.
import type { Attributes, From } from '../mapping.ts'

/** Each of these names of fields, the better first. */
export type Names = string | readonly string[]

const text = (from: Names): From => ({ from })

export interface FindingNames {
  readonly uid: Names
  readonly title: Names
  readonly desc?: Names
  readonly user?: Names
  readonly userUid?: Names
  readonly image?: Names
  readonly commandLine?: Names
  readonly pid?: Names
  readonly file?: Names
  readonly sha256?: Names
  readonly technique?: Names
  readonly tactic?: Names
}

/** Attributes of a Detection Finding. */
export function findingOf(names: FindingNames): Attributes {
  const { uid, title, desc, user, userUid, image, commandLine, pid, file, sha256, technique, tactic } = names
  const image1 =
    image === undefined
      ? {}
      : {
          'evidences.0.process.name': { from: image, as: 'base-name' } as const,
          'evidences.0.process.path': text(image),
        }
  return {
    'finding_info.uid': { from: uid, otherwise: 'finding' },
    'finding_info.title': text(title),
    ...(desc === undefined ? {} : { 'finding_info.desc': text(desc) }),
    ...(technique === undefined ? {} : { 'finding_info.attacks.0.technique.uid': text(technique) }),
    ...(tactic === undefined ? {} : { 'finding_info.attacks.0.tactic.name': text(tactic) }),
    ...(user === undefined ? {} : { 'evidences.0.user.name': text(user), 'actor.user.name': text(user) }),
    ...(userUid === undefined ? {} : { 'evidences.0.user.uid': text(userUid), 'actor.user.uid': text(userUid) }),
    ...image1,
    ...(commandLine === undefined ? {} : { 'evidences.0.process.cmd_line': text(commandLine) }),
    ...(pid === undefined ? {} : { 'evidences.0.process.pid': { from: pid, as: 'int' } as const }),
    ...(file === undefined
      ? {}
      : {
          'evidences.0.file.name': { from: file, as: 'base-name' } as const,
          'evidences.0.file.path': text(file),
          'evidences.0.file.type_id': { from: file, told: 1 },
        }),
    ...(sha256 === undefined
      ? {}
      : {
          'evidences.0.file.hashes.0.value': text(sha256),
          'evidences.0.file.hashes.0.algorithm_id': { from: sha256, told: 3 },
        }),
  }
}

export const WORDS_OF_SEVERITY = {
  informational: 1,
  information: 1,
  info: 1,
  notice: 1,
  low: 2,
  minor: 2,
  medium: 3,
  warning: 3,
  major: 4,
  moderate: 3,
  high: 4,
  severe: 4,
  critical: 5,
  fatal: 6,
} as const
