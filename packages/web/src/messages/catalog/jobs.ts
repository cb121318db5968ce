// Sentences of long work.
import { PHASES } from '@penstock/contract/jobs'

export const jobs = {
  'jobs.title': 'Jobs',
  'jobs.lead': 'Long work of the {domain, select, it {IT} other {OT}} cell, newest first.',
  'jobs.tray': '{count, plural, =0 {No job runs} one {1 job runs} other {# jobs run}}',
  'jobs.all': 'All jobs',
  'jobs.none': 'No job yet',
  'jobs.none.next': 'Read a capture on Home',
  'jobs.no-domain': 'No jobs to see',
  'jobs.no-domain.why': 'Jobs belong to a monitoring domain, and your roles have none.',
  'jobs.progress': 'Progress of {subject}',
  'jobs.of': '{done} of {total}',
  'jobs.rate': '{amount} a second',
  'jobs.left': 'about {time} left',
  'jobs.cancel': 'Cancel',
  'jobs.resume': 'Resume',
  'jobs.created': 'Created',
  'jobs.ended': 'ended',
  'jobs.kept': 'Kept: {kept}',
  'jobs.result':
    'Read {packets, plural, one {1 packet} other {# packets}}, {conversations, plural, one {1 conversation} other {# conversations}}, {operations, plural, one {1 operation} other {# operations}}.',
  'jobs.result.assets': 'Review the assets',
  'jobs.state.queued': 'waiting',
  'jobs.state.running': 'running',
  'jobs.state.succeeded': 'done',
  'jobs.state.failed': 'failed',
  'jobs.state.cancelled': 'cancelled',
  'jobs.phase.queued': PHASES.queued,
  'jobs.phase.reading': PHASES.reading,
  'jobs.phase.storing': PHASES.storing,
} as const
