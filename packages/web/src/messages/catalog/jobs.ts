// Sentences of long work.
import { PHASES } from '@penstock/contract/jobs'

export const jobs = {
  'jobs.title': 'Jobs',
  'jobs.lead': 'Long work of the {domain, select, it {IT} other {OT}} cell and of the hub, newest first.',
  'jobs.lead.hub': 'Long work of the hub, newest first.',
  'jobs.kind.capture': 'Capture',
  'jobs.kind.import': 'Register import',
  'jobs.tray': '{count, plural, =0 {No job runs} one {1 job runs} other {# jobs run}}',
  'jobs.all': 'All jobs',
  'jobs.none': 'No job yet',
  'jobs.none.next': 'Read a capture on Home',
  'jobs.progress': 'Progress of {subject}',
  'jobs.of': '{done} of {total}',
  'jobs.rate': '{amount} a second',
  'jobs.left': 'about {time} left',
  'jobs.cancel': 'Cancel',
  'jobs.resume': 'Resume',
  'jobs.created': 'Created',
  'jobs.ended': 'ended',
  'jobs.kept': 'Kept: {kept}',
  'jobs.result.lines':
    'Read {lines, plural, one {1 line} other {# lines}}, {conversations, plural, one {1 conversation} other {# conversations}}, {operations, plural, one {1 operation} other {# operations}}.',
  'jobs.result':
    'Read {packets, plural, one {1 packet} other {# packets}}, {conversations, plural, one {1 conversation} other {# conversations}}, {operations, plural, one {1 operation} other {# operations}}.',
  'jobs.result.import':
    '{added, plural, one {1 entry} other {# entries}} added, {changed, plural, one {1} other {#}} changed, {bad, plural, =0 {none} other {#}} left out.',
  'jobs.result.assets': 'Review the assets',
  'jobs.state.queued': 'waiting',
  'jobs.state.running': 'running',
  'jobs.state.succeeded': 'done',
  'jobs.state.failed': 'failed',
  'jobs.state.cancelled': 'cancelled',
  'jobs.phase.queued': PHASES.queued,
  'jobs.phase.reading': PHASES.reading,
  'jobs.phase.storing': PHASES.storing,
  'jobs.phase.checking': PHASES.checking,
  'jobs.phase.comparing': PHASES.comparing,
  'jobs.phase.applying': PHASES.applying,
} as const
