// Every problem code that a client can meet. Codes are stable once released; sentences belong to the pages.

interface ProblemRule {
  readonly status: number
  readonly title: string
  readonly mend: string
  /** What a machine waits before it tries again. */
  readonly retryAfterSeconds?: number
}

export const PROBLEMS = {
  'not-found': {
    status: 404,
    title: 'There is no such thing here',
    mend: 'Check the address; what you may not see answers the same.',
  },
  'not-signed-in': {
    status: 401,
    title: 'Sign in first',
    mend: 'Open the sign-in page, or the one-time link from the terminal.',
  },
  'csrf-missing': {
    status: 403,
    title: 'The request did not come from a Penstock page',
    mend: 'Reload the page and try again.',
  },
  'invalid-request': {
    status: 400,
    title: 'The request does not fit its form',
    mend: 'The details name each field and what it takes.',
  },
  'too-large': {
    status: 413,
    title: 'The request is larger than this route takes',
    mend: 'Send a smaller file, or split it.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    mend: 'Wait as long as the Retry-After header says.',
  },
  'traffic.question-needed': {
    status: 422,
    title: 'A graph of assets starts from a question',
    mend: 'Name an asset, a zone, a protocol, a function or a verdict; or look at the zones.',
  },
  'disk-full': {
    status: 507,
    title: 'The disk has no room for more',
    mend: 'Make room on the disk of the data folder, then send it again or resume the job; what was stored is kept.',
    retryAfterSeconds: 30,
  },
  'version-moved': {
    status: 409,
    title: 'Somebody changed it meanwhile',
    mend: 'Load it again, then repeat your change.',
  },
  'cell-silent': {
    status: 503,
    title: 'The monitoring of this domain does not answer',
    mend: 'Wait until it is back; nothing was lost.',
    retryAfterSeconds: 5,
  },
  'ingest.batch-differs': {
    status: 409,
    title: 'A batch of this name was stored with other lines',
    mend: 'Give each batch a name of its own; nothing of this one was stored.',
  },
  'ingest.not-gzip': {
    status: 400,
    title: 'The body is not what its Content-Encoding says',
    mend: 'Send it packed with gzip, or without the header.',
  },
  'ingest.queue-full': {
    status: 503,
    title: 'Too much waits to be read',
    mend: 'Send it again after what the Retry-After header says; nothing that was answered is lost.',
    retryAfterSeconds: 5,
  },
  'ingest.source-floods': {
    status: 429,
    title: 'Too much of this source waits to be read',
    mend: 'Send it again after what the Retry-After header says; other sources are still served.',
    retryAfterSeconds: 10,
  },
  'sources.listener-unknown': {
    status: 409,
    title: 'The configuration names no such listener of this domain, or it takes no addresses',
    mend: 'Name one that the configuration has for this domain; a file or a folder has no addresses',
  },
  'sources.listener-taken': {
    status: 409,
    title: 'Another source has this listener, or one of these addresses at it',
    mend: 'End the other source, or give addresses that nobody else has',
  },
  'ingest.format-unknown': {
    status: 422,
    title: 'There is no such format of events',
    mend: 'Choose one of the list of formats; a token of a format that is gone is to be enrolled anew.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong on our side',
    mend: 'Try again; the log holds the cause under the instance id.',
  },
  'access.link-spent': {
    status: 401,
    title: 'This link was used or has expired',
    mend: 'Restart penstock for a new link, or ask an administrator.',
  },
  'access.wrong-credentials': {
    status: 401,
    title: 'Name, password or code is wrong',
    mend: 'Check all three; codes change every 30 seconds.',
  },
  'access.too-many-attempts': { status: 429, title: 'Too many attempts', mend: 'Wait a minute before the next one.' },
  'access.name-taken': { status: 409, title: 'Another account has this name', mend: 'Choose another name.' },
  'access.wrong-code': {
    status: 422,
    title: 'The code does not fit the authenticator',
    mend: 'Check the clock of your device and enter the next code.',
  },
  'access.totp-already': {
    status: 409,
    title: 'An authenticator is already enrolled',
    mend: 'Remove it first, with a passkey as the other way in.',
  },
  'access.totp-not-started': {
    status: 409,
    title: 'No authenticator is being enrolled',
    mend: 'Begin the enrolment again.',
  },
  'access.one-person': {
    status: 409,
    title: 'The same person has a live account of the other domain',
    mend: 'Suspend the account that the details name, or ask for a dated exception on it.',
  },
  'access.two-domains': {
    status: 422,
    title: 'One person holds rights in one domain only',
    mend: 'Choose roles of IT or of OT, not both; for a while, ask for a dated exception under Operating model.',
  },
  'access.no-role': { status: 422, title: 'An account needs a role', mend: 'Choose at least one role.' },
  'access.own-rights': { status: 403, title: 'Nobody changes their own rights', mend: 'Ask another administrator.' },
  'access.other-domain': {
    status: 403,
    title: 'You may not do this for that domain',
    mend: 'Ask the lead of that domain.',
  },
  'access.passkey-refused': {
    status: 401,
    title: 'The passkey was not accepted',
    mend: 'Try again, or sign in another way; an administrator sees why in the audit log.',
  },
  'access.passkey-known': {
    status: 409,
    title: 'This passkey is already registered',
    mend: 'Use another device or security key.',
  },
  'access.last-way': {
    status: 409,
    title: 'This is the last way to sign in',
    mend: 'Add another passkey, or a password with authenticator, and then remove this one.',
  },
  'access.guest-role': {
    status: 422,
    title: 'A guest cannot hold this role',
    mend: 'Choose a role that the capacity of the guest may hold.',
  },
  'access.guest-end': {
    status: 422,
    title: 'The end date does not fit',
    mend: 'Choose an end that is ahead; for a guest within a year, and it can be renewed.',
  },
  'access.no-sponsor': {
    status: 422,
    title: 'The guest has no sponsor',
    mend: 'Name an active account that is no guest itself.',
  },
  'access.not-a-guest': { status: 422, title: 'Only a guest has rooms', mend: 'Change roles and sites instead.' },
  'detection-rules.whole-domain': {
    status: 403,
    title: 'This holds at every site of the domain, and your account reaches some',
    mend: 'Name one of your sites, or ask somebody who reaches all of them.',
  },
  'detection-rules.scope': {
    status: 422,
    title: 'What it is suppressed for does not fit',
    mend: 'A rule is switched off without site, address and zone; a zone needs its site; an address is an IP or MAC address.',
  },
  'detection-rules.until': {
    status: 422,
    title: 'It has to end, in the future and within a year',
    mend: 'Give an instant between now and a year from now.',
  },
  'detection-rules.already': {
    status: 409,
    title: 'The same is in force or asked for already',
    mend: 'Load the list again; end that one first to change it.',
  },
  'detection-rules.over': {
    status: 409,
    title: 'It is over already',
    mend: 'Load the list again.',
  },
  'detection-rules.no-file': {
    status: 422,
    title: 'A file that is to be taken out is not in the folder',
    mend: 'The details name it; load the folder again.',
  },
  'detection-rules.no-format': {
    status: 422,
    title: 'There is no such event format',
    mend: 'Take one of the list of formats.',
  },
  'four-eyes.decided': {
    status: 409,
    title: 'This was decided already',
    mend: 'Load it again; a decision is taken once.',
  },
  'four-eyes.expired': {
    status: 409,
    title: 'The request is older than 24 hours',
    mend: 'Ask again; what was approved a day ago may not fit any more.',
  },
  'four-eyes.other-payload': {
    status: 409,
    title: 'What you saw is not what is asked for',
    mend: 'Load it again and look at what it says now.',
  },
  'four-eyes.own-request': {
    status: 403,
    title: 'Nobody approves what they asked for',
    mend: 'Ask somebody else who leads the domain.',
  },
  'four-eyes.same-role': {
    status: 403,
    title: 'The approver holds the same roles as whoever asked',
    mend: 'Ask somebody of another role.',
  },
  'four-eyes.same-session': {
    status: 403,
    title: 'This session asked for it',
    mend: 'Approve from another session, as another person.',
  },
  'four-eyes.twice': {
    status: 409,
    title: 'You approved it already',
    mend: 'Ask the lead of the other domain.',
  },
  'four-eyes.no-lead': {
    status: 403,
    title: 'Only a lead of the domain approves this',
    mend: 'Ask its lead.',
  },
  'four-eyes.same-domain': {
    status: 409,
    title: 'This domain approved it already',
    mend: 'Ask the lead of the other domain.',
  },
  'operating-model.unchanged': {
    status: 409,
    title: 'This is what is in force',
    mend: 'Choose another model or another independence.',
  },
  'operating-model.independence': {
    status: 422,
    title: 'Independence covers most of the estate',
    mend: 'The integrated model is excluded; choose the federated or the hybrid one.',
  },
  'operating-model.moved': {
    status: 409,
    title: 'Accounts or the model changed since it was proposed',
    mend: 'Propose it again and look at the difference of now.',
  },
  'operating-model.answers': {
    status: 422,
    title: 'The answers to the adviser are not whole',
    mend: 'Answer every factor that the adviser asks for and no other; the details name them.',
  },
  'operating-model.too-long': {
    status: 503,
    title: 'Segregation could not be judged in time',
    mend: 'Try again; the command line judges it on a plant file without a limit.',
  },
  'rehearsal.too-long': {
    status: 503,
    title: 'The rehearsal did not end in time',
    mend: 'Try again; the command line rehearses on a file of coverage without a limit.',
  },
  'break-glass.own-domain': {
    status: 422,
    title: 'You read this domain already',
    mend: 'Break-glass is for the other domain.',
  },
  'break-glass.no-analyst': {
    status: 403,
    title: 'Break-glass is for those who watch a domain or lead the SOC',
    mend: 'Ask an analyst.',
  },
  'break-glass.independence': {
    status: 403,
    title: 'A duty of independence covers this site',
    mend: 'Ask the OT team: nobody without its vetting is let in.',
  },
  'break-glass.already': {
    status: 409,
    title: 'You have one for this domain that is open',
    mend: 'End it first, or wait until it is over.',
  },
  'break-glass.over': {
    status: 409,
    title: 'It is over',
    mend: 'Ask for another one.',
  },
  'break-glass.not-over': {
    status: 409,
    title: 'It is not over yet',
    mend: 'Review it once it has ended.',
  },
  'break-glass.reviewed': {
    status: 409,
    title: 'It was reviewed already',
    mend: 'Load it again.',
  },
  'break-glass.own': {
    status: 403,
    title: 'Nobody reviews their own break-glass, or one that they approved',
    mend: 'Leave it to the auditor or another lead.',
  },
  'domain-exception.no-domain': {
    status: 422,
    title: 'The account is of neither domain',
    mend: 'Choose the account of a person of IT or of OT who is no guest.',
  },
  'domain-exception.role': {
    status: 422,
    title: 'This role is not of the other domain',
    mend: 'Choose a role of the domain that is opened.',
  },
  'domain-exception.dates': {
    status: 422,
    title: 'The dates do not fit',
    mend: 'Let it end ahead, after it begins, and within 30 days of its beginning.',
  },
  'domain-exception.sites': {
    status: 422,
    title: 'The person is not of every one of these sites',
    mend: 'Leave out the sites that the account does not have.',
  },
  'domain-exception.independence': {
    status: 403,
    title: 'A duty of independence covers one of these sites',
    mend: 'Leave the site out: its access ends within 24 hours, so no exception lets anybody of IT in.',
  },
  'domain-exception.already': {
    status: 409,
    title: 'The person has an exception in this time',
    mend: 'End that one first, or choose other dates.',
  },
  'forgetting.nothing': {
    status: 400,
    title: 'Nothing is to be forgotten by that',
    mend: 'Give an age in days, a bound of bytes, or both.',
  },
  'forgetting.already': {
    status: 409,
    title: 'Somebody asked for this domain already',
    mend: 'Let that request be decided first, or withdraw it.',
  },
  'forgetting.over': {
    status: 409,
    title: 'It is over',
    mend: 'Ask anew.',
  },
  'domain-exception.over': {
    status: 409,
    title: 'It is over',
    mend: 'Ask for another one.',
  },
  'domain-exception.own': {
    status: 403,
    title: 'Nobody approves an exception for themselves',
    mend: 'Leave it to another lead of the domain.',
  },
  'joint-calls.not-now': {
    status: 409,
    title: 'That call is not to be confirmed now',
    mend: 'A team says it from its hour on and for a day; what was not said then stays a gap.',
  },
  'joint-calls.already': {
    status: 409,
    title: 'Your team has said that already',
    mend: 'Load the page again.',
  },
  'joint-calls.past': {
    status: 409,
    title: 'The first call would be in the past',
    mend: 'Choose an instant from now on.',
  },
  'joint-calls.ended': {
    status: 409,
    title: 'That call has ended already',
    mend: 'Schedule another one if it is to go on.',
  },
  'joint-calls.too-many': {
    status: 409,
    title: 'The site has as many joint calls as it may have',
    mend: 'End those that nobody holds.',
  },
  'policy-refused': {
    status: 409,
    title: 'The cell refuses this policy',
    mend: 'Nobody changes model, independence or break-glass without the approvals; the audit log of the cell says which are missing.',
  },
  'sensors.code-refused': {
    status: 401,
    title: 'This code enrols no sensor',
    mend: 'Make a new code on the Sensors screen; each is good once, for half an hour, in its own domain.',
  },
  'hunts.too-many': {
    status: 409,
    title: 'This domain keeps as many hunts as it can',
    mend: 'Write one anew that nobody runs any more.',
  },
  'hunts.there-already': {
    status: 409,
    title: 'This hypothesis is saved here already',
    mend: 'Open it in the list; write it anew there.',
  },
  'hunts.busy': {
    status: 429,
    title: 'As many hunts run as may at once',
    mend: 'Run it again in a minute.',
    retryAfterSeconds: 30,
  },
  'hunts.names-somebody': {
    status: 422,
    title: 'The question asks by a field that names people, hosts or addresses',
    mend: 'Across the domains ask by class, activity, severity, format, hour, weekday or ocsf.ot…; a team of the domain may ask by the rest.',
  },
  'hunts.own-domain': {
    status: 422,
    title: 'What sensors saw is asked in one’s own domain',
    mend: 'Across the domains ask of events; a team of the domain may ask of conversations and operations.',
  },
  'hunts.case-needed': {
    status: 422,
    title: 'Promoted rows are in a case',
    mend: 'Open the case first, then name it here.',
  },
  'baselines.already-decided': {
    status: 409,
    title: 'Somebody has decided this already',
    mend: 'Reload the list; what comes again is told again.',
  },
  'baselines.shifts-overlap': {
    status: 422,
    title: 'Two shifts hold at the same time',
    mend: 'Let one end where the other begins: what passes is learned of one shift.',
  },
  'baselines.still-learning': {
    status: 409,
    title: 'The baseline is still being learned',
    mend: 'Approve it when its window is over, or tell the site a shorter one.',
  },
  'observations.empty-capture': {
    status: 422,
    title: 'The file is empty',
    mend: 'Check that the capture was written and closed.',
  },
  'observations.not-a-capture': {
    status: 422,
    title: 'The file is no packet capture and no file of another system that we read',
    mend: 'Give a pcap or pcapng file, or a log, table or list of the guide on the sensors of others, as it is or packed with gzip.',
  },
  'observations.unpacks-too-far': {
    status: 422,
    title: 'The gzip file unpacks to far more than a capture would',
    mend: 'Check where the file comes from; if it is yours, unpack it and give the capture itself.',
  },
  'observations.capture-known': {
    status: 409,
    title: 'This capture was already read',
    mend: 'Its results are in the register; nothing was read twice.',
  },
  'observations.gap': {
    status: 409,
    title: 'A batch before this one is missing',
    mend: 'Send again from the number in the details.',
  },
  'plant.faults': {
    status: 422,
    title: 'The plant file has faults',
    mend: 'The details name each place and its mend; nothing was stored.',
  },
  'plant.not-text': { status: 422, title: 'The plant file is not UTF-8 text', mend: 'Save it as UTF-8 JSON.' },
  'views.may-not-share': {
    status: 403,
    title: 'You may keep views for yourself only',
    mend: 'Save it as private, or ask a lead or engineer to share it.',
  },
  'views.role-has-default': {
    status: 409,
    title: 'The role already has a default on this screen',
    mend: 'Change or delete the other default first.',
  },
  'views.too-many': { status: 422, title: 'You have as many views as a person may keep', mend: 'Delete one first.' },
  'idempotency.key-reused': {
    status: 422,
    title: 'This Idempotency-Key belongs to another request',
    mend: 'Take a new key for a new request.',
  },
  'idempotency.in-progress': {
    status: 409,
    title: 'The request with this Idempotency-Key is still being worked on',
    mend: 'Ask again in a moment with the same key.',
  },
  'idempotency.outcome-unknown': {
    status: 409,
    title: 'The first request with this Idempotency-Key was cut off, and nobody knows how far it came',
    mend: 'Look whether it was done; if not, send it again with a new key.',
  },
  'idempotency.answer-not-kept': {
    status: 409,
    title: 'It was done; its answer held a secret and was shown once',
    mend: 'Make a new one and drop the first.',
  },
  'incidents.closed': { status: 409, title: 'The case is closed', mend: 'Reopen it first, with the reason.' },
  'incidents.not-closed': { status: 409, title: 'The case is not closed', mend: 'Nothing to reopen.' },
  'incidents.merged': {
    status: 409,
    title: 'The case was merged into another one',
    mend: 'Go on in the case that took it up; it is named on the page.',
  },
  'incidents.already-acknowledged': {
    status: 409,
    title: 'Somebody has acknowledged this already',
    mend: 'Nothing to do; the case says who.',
  },
  'incidents.unknown-part': {
    status: 422,
    title: 'The case has no such part',
    mend: 'Load the case again and choose among its parts; it may have been split off.',
  },
  'incidents.in-future': {
    status: 422,
    title: 'What has happened lies in the past',
    mend: 'Give the instant at which it happened, with its offset from UTC.',
  },
  'incidents.in-past': { status: 422, title: 'The end is past', mend: 'Give an end that is ahead.' },
  'incidents.same': { status: 422, title: 'A case cannot take up itself', mend: 'Choose another case.' },
  'incidents.other-site': {
    status: 422,
    title: 'The cases are of two sites',
    mend: 'Name the one case in the other: what belongs to one site is not shown at another.',
  },
  'incidents.handoff-not-now': {
    status: 409,
    title: 'This cannot be done in the state of the handoff',
    mend: 'Load it again; its state is in the details.',
  },
  'incidents.handoff-not-yours': {
    status: 403,
    title: 'This is for the other side to do',
    mend: 'Ask the team at the other end; the handoff names it.',
  },
  'incidents.reason-needed': {
    status: 422,
    title: 'This takes a reason',
    mend: 'Say why: the other side reads it and acts on it.',
  },
  'incidents.already-joint': {
    status: 409,
    title: 'The incident is one of both sides already',
    mend: 'Work on in it.',
  },
  'incidents.not-central': {
    status: 409,
    title: 'Under this operating model no central team opens incidents',
    mend: 'Leave it to the two sides: their cases open by themselves, or by an accepted handoff.',
  },
  'incidents.second-person': {
    status: 403,
    title: 'A second person has to send this tip',
    mend: 'Ask a colleague of your side to look at it and send it; what is critical or high goes by itself.',
  },
  'incidents.no-bundle': {
    status: 422,
    title: 'This is no STIX 2.1 bundle',
    mend: 'The details name the place; give a bundle with its objects, 2000 at most.',
  },
  'playbooks.faults': {
    status: 422,
    title: 'The playbook cannot be run here',
    mend: 'The details name each place; write what is named as actions and conditions.',
  },
  'playbooks.unknown': { status: 422, title: 'There is no such playbook', mend: 'Take the id of one of the list.' },
  'playbooks.not-next': {
    status: 409,
    title: 'Another step stands next',
    mend: 'Load the case again; the details name the step.',
  },
  'playbooks.other-lane': {
    status: 403,
    title: 'This step is for the other team',
    mend: 'Hand it over and record the step as handed, with the reference of the handoff.',
  },
  'playbooks.wrong-outcome': {
    status: 422,
    title: 'This step has no such outcome',
    mend: 'An action is done, a question is answered yes or no, and refused is only what a rule refuses.',
  },
  'playbooks.reason-needed': {
    status: 422,
    title: 'Skipping a step takes a reason',
    mend: 'Say why it is left out: the next shift reads it.',
  },
  'playbooks.safety-system': {
    status: 403,
    title: 'Penstock does nothing to a safety system',
    mend: 'Call the functional safety engineer; record the step as refused and go on.',
  },
  'playbooks.no-change-gate': {
    status: 403,
    title: 'What touches OT waits for an approved change',
    mend: 'Record the step as refused; ask the OT lead and the process owner for a change with a rollback.',
  },
  'playbooks.ot-lead': {
    status: 403,
    title: 'What touches OT is recorded by an OT lead',
    mend: 'Ask the OT lead, or record the step as refused.',
  },
  'playbooks.no-agreement': {
    status: 403,
    title: 'What touches OT takes the process owner and a named rollback',
    mend: 'Name who of the process agreed and how it is undone, or record the step as refused.',
  },
  'playbooks.no-handoff': {
    status: 422,
    title: 'This case has no such handoff that was sent',
    mend: 'Hand the case over, send it, and give its reference.',
  },
  'playbooks.already-there': {
    status: 409,
    title: 'A playbook of this id is in the library',
    mend: 'Give yours an id of its own; runs keep the playbook that they began with.',
  },
  'playbooks.no-island-mode': {
    status: 403,
    title: 'This conduit has no agreed island mode',
    mend: 'Name the agreement, or record the step as refused.',
  },
  'playbooks.never-isolated': {
    status: 403,
    title: 'This host is never isolated',
    mend: 'Contain at the conduit or on the IT side; the details name the asset and why.',
  },
  'jobs.not-resumable': {
    status: 409,
    title: 'The job cannot go on',
    mend: 'Only a job that failed or was cancelled goes on; give the file again if it is gone.',
  },
  'jobs.gave-up': {
    status: 409,
    title: 'The job ended the process that worked on it each time it was taken up',
    mend: 'What was kept stands with the job. Resume it after an update, or look into the log.',
  },
  'access.too-many-tokens': {
    status: 409,
    title: 'There are as many tokens as one account may have',
    mend: 'Revoke one that is not needed any more.',
  },
  'blueprint.faults': {
    status: 422,
    title: 'The blueprint has faults; nothing was agreed on',
    mend: 'Mend each fault where it stands, and send the file again.',
  },
  'blueprint.unknown-asset': {
    status: 422,
    title: 'The plant has no such asset',
    mend: 'Take the id of an asset of the plant file; the nearest one is in the details.',
  },
  'blueprint.unknown-protocol': {
    status: 422,
    title: 'The plant has no such protocol',
    mend: 'Take a protocol of the vocabulary of the plant file; the nearest one is in the details.',
  },
  'blueprint.same-asset': {
    status: 422,
    title: 'A link has two ends',
    mend: 'Give two different assets.',
  },
  'blueprint.too-long': {
    status: 422,
    title: 'This takes longer than the hub lets it',
    mend: 'Run it on the plant file with `penstock blueprint`.',
  },
  'drift.too-long': {
    status: 422,
    title: 'The comparison is too long for a workbook',
    mend: 'Take CSV, or filter it.',
  },
  'documents.too-long': {
    status: 422,
    title: 'The document takes too long to write, or too much memory',
    mend: 'Ask for less of it: fewer zones, functions or assets, or another form.',
  },
  'jobs.put-back': {
    status: 409,
    title: 'The job was running when the backup was made that was put back here',
    mend: 'Make a new backup.',
  },
  'jobs.already-ended': { status: 409, title: 'The job has already ended', mend: 'Nothing to stop.' },
  'assets.nothing-to-change': { status: 422, title: 'No field would change', mend: 'Change at least one value.' },
  'assets.already-confirmed': { status: 409, title: 'The asset is already confirmed', mend: 'Nothing to do.' },
  'assets.nothing-to-confirm': {
    status: 422,
    title: 'There is nothing to confirm',
    mend: 'Enter a value first; what is unknown cannot be confirmed.',
  },
  'assets.merge-objected': {
    status: 422,
    title: 'Something speaks against one device',
    mend: 'The details name each objection. One that is not final can be overruled with the reason.',
  },
  'assets.split-takes-nothing': {
    status: 422,
    title: 'The split leaves nothing on one side',
    mend: 'Choose some of the addresses of this asset, and not all of them.',
  },
  'assets.already-undone': {
    status: 409,
    title: 'This was already undone',
    mend: 'Nothing to do; the activity of the asset says by whom.',
  },
  'assets.too-many': {
    status: 422,
    title: 'These are more assets than one deed may change',
    mend: 'Narrow the filter; the details say how many there are and how many one deed takes.',
  },
  'assets.selection-moved': {
    status: 409,
    title: 'The filter means other assets than when it was counted',
    mend: 'Look at the list again, then repeat.',
  },
  'assets.finding-closed': {
    status: 409,
    title: 'The finding is closed',
    mend: 'It opens again by itself when the device talks again.',
  },
  'assets.import-faults': {
    status: 422,
    title: 'The file does not have the form of a register',
    mend: 'The details name each place and its mend; nothing was stored.',
  },
  'assets.import-unreadable': {
    status: 422,
    title: 'The file cannot be read',
    mend: 'The details say what it seems to be; save it as CSV in UTF-8 or as a workbook without password.',
  },
  'assets.import-stopped': {
    status: 409,
    title: 'The import was stopped before it was stored',
    mend: 'Let its job go on from the page Jobs, or bring the file again.',
  },
  'assets.import-moved': {
    status: 409,
    title: 'The plan is not the one that was consented to',
    mend: 'The file or the register changed meanwhile: look at the new plan.',
  },
  'assets.import-taken-back': {
    status: 409,
    title: 'This import was already taken back',
    mend: 'Nothing to do.',
  },
  'settings.no-recipient': {
    status: 422,
    title: 'Nobody could open the backup',
    mend: 'Add a recipient first; `penstock backup key` makes a pair of keys.',
  },
  'settings.bad-recipient': {
    status: 422,
    title: 'This is no public key for backups',
    mend: 'Copy the whole line that begins with penstock-recipient-.',
  },
  'settings.bad-identity': {
    status: 422,
    title: 'This is no private key for backups',
    mend: 'Copy the whole line that begins with penstock-identity-.',
  },
  'settings.busy': {
    status: 409,
    title: 'A backup or a restore is running',
    mend: 'Wait until it has ended.',
  },
  'settings.restore-elsewhere': {
    status: 409,
    title: 'Stores on a server are restored by the command line',
    mend: 'Use `penstock restore` with --config and --admin-url-file.',
  },
  'shadow.other-domain': {
    status: 403,
    title: 'The other domain decides about what its sensors saw',
    mend: 'Ask the lead of that domain.',
  },
  'shadow.until-past': {
    status: 422,
    title: 'Nothing is tolerated until an instant that is past',
    mend: 'Choose an instant that is still to come.',
  },
  'shadow.not-to-be-removed': {
    status: 409,
    title: 'It was not to be removed',
    mend: 'Decide that it is to be removed first; in OT that is a change.',
  },
  'vulnerabilities.other-domain': {
    status: 403,
    title: 'People of the other domain decide about this asset',
    mend: 'Ask the lead of that domain; what stands at level 4 and above is IT, all else OT.',
  },
  'vulnerabilities.until-past': {
    status: 422,
    title: 'Nothing is planned or held off until an instant that is past',
    mend: 'Choose an instant that is still to come.',
  },
  'vulnerabilities.import-faults': {
    status: 422,
    title: 'Nothing in the file could be read',
    mend: 'The import names each file and place; bring CSAF 2.0 or 2.1, VEX, KEV (JSON), EPSS (CSV), or a ZIP of them.',
  },
  'history.in-future': {
    status: 422,
    title: 'This instant is still to come',
    mend: 'Choose an instant up to now; the details name the server’s clock.',
  },
  'history.backwards': {
    status: 422,
    title: 'The comparison ends before it begins',
    mend: 'Give the earlier instant as `from`.',
  },
  'process.unknown-unit': {
    status: 422,
    title: 'The plant has no such function or asset',
    mend: 'The details name each id that is unknown and the nearest one that is known.',
  },
  'process.unknown-crew': {
    status: 422,
    title: 'A restore time names a crew that the plant does not have',
    mend: 'Add the crew to the recovery records of the plant file, or name another one.',
  },
  'process.restore-circle': {
    status: 422,
    title: 'These assets can only be restored after each other',
    mend: 'The details name them; take one of the needs out of the plant file.',
  },
  'process.too-many': {
    status: 422,
    title: 'Too many assets are lost at once for one plan',
    mend: 'Name fewer; the details say how many a plan takes.',
  },
  'process.unknown-input': {
    status: 422,
    title: 'The function has no such input',
    mend: 'The details name the inputs that it has; leave it out where the function itself was stopped.',
  },
  'process.hold-up': {
    status: 422,
    title: 'A need that is confirmed says how long the function runs without, and no other does',
    mend: 'Give the hours, 0 where it stops at once; leave them out where it is not needed.',
  },
  'process.drill-in-future': {
    status: 422,
    title: 'A drill is recorded after it was done',
    mend: 'Give the day on which it was done.',
  },
  'process.nothing-measured': {
    status: 422,
    title: 'This drill measured nothing',
    mend: 'Give how long the function ran on, how long it took until it ran again, or whether it gave its minimum service.',
  },
  'process.withdrawn': {
    status: 409,
    title: 'This drill was taken back before',
    mend: 'Record a new one.',
  },
  'process.too-long': {
    status: 503,
    title: 'This computation takes longer than the hub lets it',
    mend: 'Ask for less: fewer units, fewer pairs, a shorter outage; or run it on the plant file with `penstock process`.',
  },
  'paths.unknown-goal': {
    status: 422,
    title: 'The plant has no such goal',
    mend: 'The details name the nearest one: an asset, a function, a LOPA sheet or a safety function of the plant file.',
  },
  'paths.unknown-fact': {
    status: 422,
    title: 'The plant has no such fact to leave out',
    mend: 'The details name each id that is unknown and the nearest one that is known.',
  },
  'paths.too-long': {
    status: 503,
    title: 'This search takes longer than the hub lets it',
    mend: 'Run it on the plant file with `penstock risk paths`.',
  },
  'segmentation.too-long': {
    status: 503,
    title: 'These checks take longer than the hub lets them',
    mend: 'Run them on the plant file with `penstock zones check`.',
  },
  'segmentation.proposal-moved': {
    status: 409,
    title: 'What this proposal stands on has changed',
    mend: 'Look at it as it is proposed now and decide again.',
  },
  'segmentation.zone-first': {
    status: 409,
    title: 'This conduit ends in a zone that is proposed only',
    mend: 'Accept the proposed zone first; the details name it.',
  },
  'segmentation.no-such-device': {
    status: 422,
    title: 'The plant has no such device',
    mend: 'Name an asset of the plant file by its id.',
  },
  'segmentation.no-plant': {
    status: 409,
    title: 'The site declared no plant at this instant',
    mend: 'Import the plant file, or choose a later instant.',
  },
  'segmentation.no-such-subject': {
    status: 422,
    title: 'The plant has no such zone or conduit',
    mend: 'Name one that the plant declares now, by its id.',
  },
  'segmentation.own-record': {
    status: 403,
    title: 'Who made a record does not approve it',
    mend: 'Ask somebody else who may.',
  },
  'segmentation.record-decided': {
    status: 409,
    title: 'This record was decided about already',
    mend: 'Make another one; a decision stays as it was taken.',
  },
  'segmentation.record-moved': {
    status: 409,
    title: 'This is not the record that you saw',
    mend: 'Open it again and compare its hash.',
  },
  'segmentation.rules-not-recognised': {
    status: 422,
    title: 'This is no firewall configuration that is known',
    mend: 'Say which kind it is: Cisco ASA or FTD, Fortinet, Palo Alto, iptables, nftables or pfSense.',
  },
  'segmentation.rules-not-written': {
    status: 422,
    title: 'A rule cannot be written in this format',
    mend: 'The details name the rule and why; choose another format.',
  },
  'segmentation.not-proposed': {
    status: 422,
    title: 'The zone holds a device that was not proposed for it',
    mend: 'Accept those that were proposed; move others on their own page.',
  },
  'detections.no-role': {
    status: 403,
    title: 'Only the team of this domain says what a detection of it was',
    mend: 'Write to the team, or hand the case over; that you tried is noted.',
  },
  'detections.acknowledged': {
    status: 409,
    title: 'Somebody looks at this already',
    mend: 'Load it again; the entries name who.',
  },
  'detections.closed': {
    status: 409,
    title: 'The detection has its verdict',
    mend: 'Reopen it first, with the reason.',
  },
  'detections.open': {
    status: 409,
    title: 'The detection is open',
    mend: 'Load it again; there is nothing to reopen.',
  },
  'detections.found-anew': {
    status: 409,
    title: 'The same was found anew, and is open',
    mend: 'Work on the new detection; this one stays as it was closed.',
  },
  'vendors.unknown-vendor': {
    status: 422,
    title: 'The plant file has no vendor or partner of this id',
    mend: 'Take one from the list of vendors; the details name the nearest.',
  },
  'vendors.too-long': {
    status: 503,
    title: 'This question about a vendor takes longer than the hub lets it',
    mend: 'Run it on the plant file with `penstock vendors radius`.',
  },
  'edr.too-long': {
    status: 503,
    title: 'Holding these hosts against the plant takes longer than the hub lets it',
    mend: 'Run it on the plant file with `penstock edr scope`.',
  },
  'triage.too-long': {
    status: 503,
    title: 'What these detections mean for the plant takes longer than the hub lets it',
    mend: 'Ask again for one site or one detection.',
  },
  'triage.other-domain': {
    status: 409,
    title: 'Only the domain that found a detection opens a case from it',
    mend: 'Ask that team: the brief of the detection says whom to call.',
  },
  'triage.deed-refused': {
    status: 409,
    title: 'This action is not allowed about that detection, and the attempt is recorded',
    mend: 'Read why beside the action; whoever is named there decides.',
  },
} as const satisfies Record<string, ProblemRule>

export type ProblemCode = keyof typeof PROBLEMS
