-- Detections: what rules and detectors found, one row a rule and subject while it is not closed, and what people said to it.
-- room: detections
create table monitoring.detection (
  -- Made from its first finding, so that a replay makes no second.
  id uuid primary key,
  site text not null,
  kind text not null,
  rule text not null,
  rule_version text not null,
  title text not null,
  level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
  techniques text[] not null,
  subject jsonb not null,
  subject_key text not null,
  -- In the time of the events.
  first_at timestamptz not null,
  last_at timestamptz not null,
  -- When the cell found it.
  raised_at timestamptz not null,
  count bigint not null,
  -- The first of them.
  evidence jsonb not null,
  values jsonb not null,
  state text not null check (state in ('new', 'acknowledged', 'closed')),
  verdict text check (verdict in ('true-positive', 'benign', 'false-positive', 'duplicate')),
  version integer not null,
  -- The suppression that kept it from being asked about; it is counted and shown all the same.
  suppressed_by uuid,
  check ((verdict is not null) = (state = 'closed'))
);
-- serves: the open detection that a further finding belongs to. The key by its hash: an index row holds no text of thousands of letters.
create unique index detection_open on monitoring.detection
  (rule, md5(subject_key), (coalesce(suppressed_by, '00000000-0000-0000-0000-000000000000'::uuid))) where state <> 'closed';
-- serves: the list, latest first
create index detection_latest on monitoring.detection (last_at desc, id);
-- serves: detections of a rule
create index detection_rule on monitoring.detection (rule, last_at desc);
-- Findings that were counted, by the hash of their content: one that comes again changes nothing.
-- room: detections
create table monitoring.detection_match (
  id uuid primary key,
  detection uuid not null references monitoring.detection (id),
  raised_at timestamptz not null
);
-- serves: those that are old enough to be forgotten
create index detection_match_age on monitoring.detection_match (raised_at);
-- Only ever added.
-- room: detections
create table monitoring.detection_entry (
  id uuid primary key,
  detection uuid not null references monitoring.detection (id),
  site text not null,
  at timestamptz not null,
  -- Null where the product did it.
  by text,
  kind text not null
    check (kind in ('acknowledged', 'comment', 'verdict', 'reopened', 'escalated', 'refused-close')),
  body jsonb not null
);
-- serves: entries of a detection, in order
create index detection_entry_of on monitoring.detection_entry (detection, at, id);
do $$
declare
  name text;
begin
  foreach name in array array['detection', 'detection_match', 'detection_entry'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert on monitoring.%I to monitoring_service', name);
  end loop;
  foreach name in array array['detection', 'detection_entry'] loop
    execute format('create policy by_site on monitoring.%I for select to monitoring_read using (monitoring.site_is_granted(site))', name);
    execute format('grant select on monitoring.%I to monitoring_read', name);
  end loop;
end
$$;
grant update on monitoring.detection to monitoring_service;
grant delete on monitoring.detection_match to monitoring_service;
