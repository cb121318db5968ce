// Moments of an attack in words.
import { formatSpan, t } from '@penstock/web/messages'

export function spanOf(seconds: number): string {
  return seconds === 0 ? t('rehearsal.first') : t('rehearsal.after', { span: formatSpan(seconds) })
}

/** When an incident is one of both sides, against the suspicion. */
export function jointText({ afterSeconds }: { readonly afterSeconds: number }, suspicion: number): string {
  const wait = afterSeconds - suspicion
  return wait === 0 ? t('rehearsal.joint.at-once') : t('rehearsal.joint.later', { span: formatSpan(wait) })
}
