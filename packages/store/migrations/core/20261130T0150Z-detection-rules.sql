-- The rules of a domain as the hub keeps them and hands them down to its cell: versions of both snapshots.
-- room: detection-rules
create table core.rule_set (
  domain text primary key check (domain in ('it', 'ot')),
  -- Of the folder; 0 before its first file.
  folder_version bigint not null,
  -- Of what is switched off and suppressed; 0 before the first.
  set_version bigint not null
);
insert into core.rule_set values ('it', 0, 0), ('ot', 0, 0);
-- The organisation's own rules, file by file: every text that each had. Only ever added; the newest of each path is in force.
-- room: detection-rules
create table core.rule_file (
  domain text not null references core.rule_set (domain),
  path text not null,
  -- Of the folder, with this change.
  version bigint not null,
  -- Null where it was taken out.
  text text,
  by text not null,
  at timestamptz not null,
  primary key (domain, path, version)
);
-- Rules that were switched off, or suppressed for a subject or a zone: asked for, in force, over.
-- room: detection-rules
create table core.rule_exception (
  -- That of its request, where four eyes decide.
  id uuid primary key,
  domain text not null references core.rule_set (domain),
  kind text not null check (kind in ('off', 'suppressed')),
  rule text not null,
  -- As it was called by whoever asked.
  title text not null,
  site text references core.site (site),
  address text,
  zone text,
  reason text not null,
  until timestamptz not null,
  -- Why it takes four eyes; empty where it does not.
  needs text[] not null,
  asked_by text not null,
  asked_at timestamptz not null,
  -- Null until it is in force.
  since timestamptz,
  approved_by text,
  ended_at timestamptz,
  ended_by text,
  note text,
  check (kind = 'suppressed' or (site is null and address is null and zone is null)),
  check (zone is null or site is not null)
);
-- serves: exceptions of a domain, newest first
create index rule_exception_newest on core.rule_exception (domain, asked_at desc);
do $$
declare
  name text;
begin
  foreach name in array array['rule_set', 'rule_file', 'rule_exception'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert on core.%I to core_service', name);
  end loop;
end
$$;
grant update on core.rule_set, core.rule_exception to core_service;
