// What an approval by four eyes may be refused for, whatever it approves.
export const APPROVAL_REFUSALS = [
  'four-eyes.decided',
  'four-eyes.expired',
  'four-eyes.other-payload',
  'four-eyes.own-request',
  'four-eyes.same-role',
  'four-eyes.same-session',
  'four-eyes.twice',
  'four-eyes.no-lead',
  'four-eyes.same-domain',
] as const
