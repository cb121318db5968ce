-- What is usual at a site, between two ends and at the points of a device, and what left it. Written in the transaction of the batch that
-- taught or showed it, so a batch that comes twice neither teaches nor tells twice.
-- room: baselines
create table monitoring.baseline_plan (
  site text primary key,
  -- Counts up when shifts or phases are told anew: what was learned before is then learned again.
  version integer not null,
  -- The window, in the time of the traffic.
  learn_from timestamptz not null,
  learn_until timestamptz not null,
  -- The latest packet so far: the time of the traffic.
  clock timestamptz not null,
  schedule jsonb not null
);
-- When each source was heard last, and since when without a break: what was silent before is not missed.
-- room: baselines
create table monitoring.baseline_source (
  capture_id uuid primary key references monitoring.capture (id),
  site text not null,
  last_at timestamptz not null,
  resumed_at timestamptz not null
);
-- room: baselines
create table monitoring.baseline_pair (
  id uuid primary key,
  site text not null,
  client text not null,
  server text not null,
  protocol text not null,
  plan_version integer not null,
  learn_until timestamptz not null,
  approved_by text,
  approved_at timestamptz,
  first_at timestamptz not null,
  last_at timestamptz not null,
  profile jsonb not null
);
-- serves: what an address asks of others
create index baseline_pair_client on monitoring.baseline_pair (client);
-- serves: what others ask of an address
create index baseline_pair_server on monitoring.baseline_pair (server);
-- room: baselines
create table monitoring.baseline_seen (
  pair_id uuid primary key references monitoring.baseline_pair (id),
  capture_id uuid not null references monitoring.capture (id),
  -- When each function was asked last, by its code.
  last jsonb not null,
  -- When the first of them is missed; null when none is expected.
  due_at timestamptz
);
-- serves: functions that are missed
create index baseline_seen_due on monitoring.baseline_seen (capture_id, due_at);
-- room: baselines
create table monitoring.baseline_points (
  id uuid primary key,
  site text not null,
  device text not null,
  protocol text not null,
  -- The part of a point's text before its number: `unit 1 register`.
  space text not null,
  -- Points are kept in blocks, so that a row stays small.
  block integer not null,
  plan_version integer not null,
  learn_until timestamptz not null,
  approved_at timestamptz,
  profiles jsonb not null
);
-- serves: points of a device
create index baseline_points_device on monitoring.baseline_points (device);
-- room: baselines
create table monitoring.baseline_deviation (
  id uuid primary key,
  site text not null,
  kind text not null,
  reason text not null,
  client text not null,
  server text not null,
  protocol text not null,
  subject text not null,
  name text not null,
  is_change boolean not null,
  phase text not null,
  expected jsonb,
  observed double precision,
  scope jsonb not null,
  count bigint not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  proof jsonb not null,
  state text not null check (state in ('open', 'approved', 'refused')),
  decided_by text,
  decided_at timestamptz,
  note text
);
-- serves: the open row of what deviates again
create unique index baseline_deviation_open on monitoring.baseline_deviation
  (site, kind, client, server, protocol, subject, reason) where state = 'open';
-- serves: deviations, latest first
create index baseline_deviation_latest on monitoring.baseline_deviation (last_at desc, id);
-- serves: deviations at an address
create index baseline_deviation_client on monitoring.baseline_deviation (client);
create index baseline_deviation_server on monitoring.baseline_deviation (server);
-- serves: the row that a packet proves
create index baseline_deviation_frame on monitoring.baseline_deviation (((proof ->> 'captureId')::uuid), ((proof ->> 'frame')::bigint));
-- Deviations that were not kept, as a device had too many.
-- room: baselines
create table monitoring.baseline_gone (
  site text not null,
  device text not null,
  gone bigint not null,
  primary key (site, device)
);
do $$
declare
  name text;
begin
  foreach name in array array['baseline_plan', 'baseline_source', 'baseline_pair', 'baseline_points', 'baseline_deviation', 'baseline_gone'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('create policy by_site on monitoring.%I for select to monitoring_read using (monitoring.site_is_granted(site))', name);
    execute format('grant select, insert, update on monitoring.%I to monitoring_service', name);
    execute format('grant select on monitoring.%I to monitoring_read', name);
  end loop;
end
$$;
alter table monitoring.baseline_seen enable row level security;
alter table monitoring.baseline_seen force row level security;
create policy service on monitoring.baseline_seen to monitoring_service using (true) with check (true);
grant select, insert, update on monitoring.baseline_seen to monitoring_service;
grant delete on monitoring.baseline_deviation to monitoring_service;
