-- Joint calls and visits of a liaison: their rhythm, and which team said of which that it was held. Shared, by site.
-- room: operating-model
create table core.joint_call (
  id uuid primary key,
  site text not null references core.site (site),
  kind text not null check (kind in ('joint-call', 'liaison')),
  name text not null,
  first_at timestamptz not null,
  every_days integer not null check (every_days between 1 and 92),
  made_by text not null,
  made_at timestamptz not null,
  ended_at timestamptz,
  ended_by text
);
-- serves: calls of a site
create index joint_call_site on core.joint_call (site, name, id);
-- Only ever added.
-- room: operating-model
create table core.joint_call_attendance (
  call_id uuid not null references core.joint_call (id),
  due_at timestamptz not null,
  domain text not null check (domain in ('it', 'ot')),
  site text not null,
  by text not null,
  at timestamptz not null,
  primary key (call_id, due_at, domain)
);
do $$
declare
  name text;
begin
  foreach name in array array['joint_call', 'joint_call_attendance'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('create policy by_site on core.%I for select to core_it, core_ot, core_both, core_shared
      using (core.site_is_granted(site))', name);
    execute format('grant select, insert on core.%I to core_service', name);
    execute format('grant select on core.%I to core_it, core_ot, core_both, core_shared', name);
  end loop;
end
$$;
grant update on core.joint_call to core_service;
