-- Long work of the cell: a job survives a restart and is never run twice for the same input.
-- room: jobs
create table monitoring.job (
  id uuid primary key,
  kind text not null,
  site text not null,
  subject text not null,
  state text not null check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  phase text not null,
  done bigint not null default 0,
  total bigint,
  unit text not null,
  created_by text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  problem jsonb,
  result jsonb,
  input jsonb not null
);
-- serves: work to take up after a restart
create index job_unfinished on monitoring.job (created_at) where state in ('queued', 'running');
alter table monitoring.job enable row level security;
alter table monitoring.job force row level security;
create policy service on monitoring.job to monitoring_service using (true) with check (true);
create policy by_site on monitoring.job for select to monitoring_read using (monitoring.site_is_granted(site));
grant select, insert, update on monitoring.job to monitoring_service;
grant select on monitoring.job to monitoring_read;
