-- Playbooks that a domain brought along, beside those of the catalog. What one domain took in, the other does not learn of: the hub
-- reads it by domain, and no person's role does.
-- room: incidents
create table core.playbook (
  id uuid primary key,
  domain text not null check (domain in ('it', 'ot')),
  -- As the document names it.
  playbook_id text not null,
  body jsonb not null,
  imported_by text not null,
  imported_at timestamptz not null,
  unique (domain, playbook_id)
);
alter table core.playbook enable row level security;
alter table core.playbook force row level security;
create policy service on core.playbook to core_service using (true) with check (true);
grant select, insert on core.playbook to core_service;
