-- Hunts of a domain: what is asked again and again, each version of it, every run with what it found and could not see, and what people made
-- of it. None of it leaves the cell but by a person's deed.
-- room: hunts
create table monitoring.hunt (
  id uuid primary key,
  -- One hypothesis in both cells has one key.
  key uuid not null unique,
  version integer not null,
  -- Null for every site of whoever runs it.
  site text,
  draft jsonb not null,
  -- The stock hunt that it was made from.
  stock text,
  owner text not null,
  owner_name text not null,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  -- When it runs by itself next; null without a schedule, and while its owner has no right to it.
  next_at timestamptz,
  -- Why a scheduled hunt stands still.
  halted text
);
-- serves: hunts that are due
create index hunt_due on monitoring.hunt (next_at) where next_at is not null;
-- room: hunts
create table monitoring.hunt_version (
  hunt uuid not null references monitoring.hunt (id),
  version integer not null,
  draft jsonb not null,
  by text not null,
  by_name text not null,
  at timestamptz not null,
  primary key (hunt, version)
);
-- room: hunts
create table monitoring.hunt_run (
  id uuid primary key,
  hunt uuid not null references monitoring.hunt (id),
  version integer not null,
  -- Null for a run by schedule.
  by text,
  by_name text,
  begun_at timestamptz not null,
  ended_at timestamptz,
  from_at timestamptz not null,
  to_at timestamptz not null,
  -- The first of its sites, or `*` alone for every one.
  site text not null,
  sites text[] not null,
  state text not null check (state in ('running', 'done', 'too-long', 'failed')),
  found bigint,
  -- Of each day of the window; the first rows, as references with what a list shows; what it could not see.
  counts jsonb not null,
  rows jsonb not null,
  coverage jsonb,
  -- The instant of its schedule.
  due_at timestamptz
);
-- serves: runs of a hunt, latest first
create index hunt_run_latest on monitoring.hunt_run (hunt, begun_at desc);
-- serves: an instant of a schedule is run once, whatever restarts
create unique index hunt_run_due on monitoring.hunt_run (hunt, due_at) where due_at is not null;
-- room: hunts
create table monitoring.hunt_follow_up (
  id uuid primary key,
  run uuid not null references monitoring.hunt_run (id),
  at timestamptz not null,
  by text not null,
  by_name text not null,
  outcome text not null check (outcome in ('found-nothing', 'promoted', 'rule-idea', 'needs-data')),
  note text not null,
  -- The case that rows were promoted to, as people call it, and its id.
  incident jsonb
);
-- serves: what was made of a run
create index hunt_follow_up_run on monitoring.hunt_follow_up (run, at);
do $$
declare
  name text;
begin
  foreach name in array array['hunt', 'hunt_version', 'hunt_run', 'hunt_follow_up'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
grant update on monitoring.hunt, monitoring.hunt_run to monitoring_service;
grant select on monitoring.hunt, monitoring.hunt_run to monitoring_read;
create policy by_site on monitoring.hunt for select to monitoring_read
  using (site is null or monitoring.site_is_granted(site));
-- A run shows rows of all its sites.
create policy by_sites on monitoring.hunt_run for select to monitoring_read
  using (
    monitoring.site_is_granted(site)
    and not exists (select 1 from unnest(sites) as each (place) where not monitoring.site_is_granted(each.place))
  );
