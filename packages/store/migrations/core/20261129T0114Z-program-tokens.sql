-- Tokens of people for programs: kept as hashes, each with rooms and an end. What one may is judged by its account at every request.
-- room: access
create table core.program_token (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references core.account (id),
  name text not null,
  rooms text[] not null check (cardinality(rooms) > 0 and rooms <@ array['assets', 'zones', 'plant']),
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  last_used_at timestamptz
);
-- serves: the tokens of an account
create index program_token_account on core.program_token (account_id);
alter table core.program_token enable row level security;
alter table core.program_token force row level security;
create policy service on core.program_token to core_service using (true) with check (true);
grant select, insert, update, delete on core.program_token to core_service;
