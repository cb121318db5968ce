-- Rules as the cell runs them: how each stands, how often it was met, and what the engine could not do.
-- room: detection-rules
create table monitoring.detection_rule_state (
  -- Id of the rule; of a file that is none, its place.
  id text primary key,
  kind text not null check (kind in ('sigma', 'sigma-correlation')),
  pack text not null,
  path text not null,
  version text not null,
  title text not null,
  level text not null check (level in ('informational', 'low', 'medium', 'high', 'critical')),
  techniques text[] not null,
  standing text not null check (standing in ('enabled', 'disabled', 'faulty')),
  -- Only feeds correlations.
  is_quiet boolean not null,
  -- False once no file in force has it: what it was met by stays counted.
  is_present boolean not null,
  faults jsonb not null,
  hits bigint not null,
  suppressed_hits bigint not null,
  last_hit_at timestamptz
);
-- One row.
-- room: detection-rules
create table monitoring.detection_engine (
  id text primary key,
  set_version bigint not null,
  folder_version bigint not null,
  compiled_at timestamptz not null,
  rules integer not null,
  skipped jsonb not null,
  -- The longest window of a correlation.
  window_micros bigint not null,
  -- What was carried without being asked, because the engine failed twice.
  unmatched_batches bigint not null default 0,
  unmatched_events bigint not null default 0,
  correlation jsonb,
  -- Feeds of events up to here were forgotten.
  pruned_to timestamptz,
  last_error text,
  last_error_at timestamptz
);
-- Matches that correlations are made of, in the order in which they were stored: after a restart the engine takes them in again.
-- room: detection-rules
create table monitoring.detection_feed (
  id uuid primary key,
  nr bigint generated always as identity,
  site text not null,
  rule text not null,
  at timestamptz not null,
  received_at timestamptz not null,
  fields jsonb not null,
  evidence jsonb not null
);
-- serves: feeds that come next
create index detection_feed_next on monitoring.detection_feed (nr);
-- serves: evidence of a correlation, and feeds that are old enough to be forgotten
create index detection_feed_at on monitoring.detection_feed (at);
do $$
declare
  name text;
begin
  foreach name in array array['detection_rule_state', 'detection_engine', 'detection_feed'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
grant update on monitoring.detection_rule_state, monitoring.detection_engine to monitoring_service;
grant delete on monitoring.detection_feed to monitoring_service;
