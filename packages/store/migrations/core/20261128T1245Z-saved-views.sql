-- Saved views: names for addresses of lists. Who sees which is decided by the service, so people have no grant of their own.
-- room: views
create table core.saved_view (
  id uuid primary key,
  name text not null,
  path text not null,
  search text not null,
  audience text not null check (audience in ('private', 'shared', 'role')),
  role text check ((audience = 'role') = (role is not null)),
  author_id uuid not null references core.account (id),
  created_at timestamptz not null,
  version integer not null default 1
);
-- serves: one default a role and screen
create unique index saved_view_default on core.saved_view (path, role) where audience = 'role';
-- serves: the views of one author
create index saved_view_of_author on core.saved_view (author_id);
alter table core.saved_view enable row level security;
alter table core.saved_view force row level security;
create policy service on core.saved_view to core_service using (true) with check (true);
grant select, insert, update, delete on core.saved_view to core_service;
