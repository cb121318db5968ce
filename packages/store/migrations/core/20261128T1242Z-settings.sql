-- Settings of the installation: each a document with a version, changed by people and audited.
-- room: backup
create table core.setting (
  name text primary key check (name ~ '^[a-z][a-z-]{0,39}$'),
  version integer not null check (version >= 1),
  body jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null
);
alter table core.setting enable row level security;
alter table core.setting force row level security;
create policy service on core.setting to core_service using (true) with check (true);
grant select, insert, update on core.setting to core_service;
