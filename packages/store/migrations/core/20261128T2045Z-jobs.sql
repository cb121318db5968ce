-- Long work of the hub: a job survives a restart, and ends in the same transaction as what it stores, so that nothing is stored twice.
-- room: jobs
create table core.job (
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
  input jsonb not null,
  -- How often it was taken up without getting further: one that ends the process each time is given up.
  attempts integer not null default 0
);
-- serves: work to take up after a restart
create index job_unfinished on core.job (created_at) where state in ('queued', 'running');
-- serves: the newest jobs
create index job_newest on core.job (created_at desc, id);
alter table core.job enable row level security;
alter table core.job force row level security;
create policy service on core.job to core_service using (true) with check (true);
grant select, insert, update on core.job to core_service;
