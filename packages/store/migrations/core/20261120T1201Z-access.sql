-- Accounts, sessions, one-time links, API tokens and the policy. Secrets are kept as hashes; nobody but the hub's service reads them.
-- room: access
create table core.account (
  id uuid primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9._@-]{0,79}$'),
  password_hash text,
  totp_secret text,
  totp_confirmed_at timestamptz,
  -- The last accepted time step: a code is good once.
  totp_last_step bigint not null default 0,
  roles text[] not null,
  sites text[] not null,
  state text not null check (state in ('active', 'suspended')),
  created_at timestamptz not null,
  version integer not null default 1
);
-- room: access
create table core.session (
  token_hash bytea primary key,
  account_id uuid not null references core.account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  idle_expires_at timestamptz not null
);
-- serves: sessions of one account, ended when its rights change
create index session_of_account on core.session (account_id);
-- room: access
create table core.sign_in_link (
  token_hash bytea primary key,
  account_id uuid not null references core.account (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
-- room: access
create table core.api_token (
  id uuid primary key,
  token_hash bytea not null unique,
  name text not null,
  domain text not null check (domain in ('it', 'ot')),
  site text not null,
  source_kind text not null,
  created_by uuid not null references core.account (id),
  created_at timestamptz not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
-- room: access
create table core.policy (
  version integer primary key,
  body jsonb not null,
  signature text not null,
  learned_at timestamptz not null
);
do $$
declare
  name text;
begin
  foreach name in array array['account', 'session', 'sign_in_link', 'api_token', 'policy'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert, update on core.%I to core_service', name);
  end loop;
end
$$;
grant delete on core.session, core.sign_in_link to core_service;
revoke update on core.policy from core_service;
