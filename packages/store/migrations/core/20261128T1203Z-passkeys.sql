-- Passkeys, the challenges that they answer, and recovery codes. Public keys are no secrets; challenges and codes are kept as hashes.
-- room: access
create table core.passkey (
  id uuid primary key,
  account_id uuid not null references core.account (id),
  -- base64url, as browsers speak it
  credential_id text not null unique,
  public_key bytea not null,
  -- The last signature counter; one that does not grow is a copy's.
  counter bigint not null,
  name text not null,
  transports text[] not null,
  is_synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
-- serves: passkeys of one account
create index passkey_of_account on core.passkey (account_id);
-- room: access
create table core.passkey_challenge (
  challenge_hash bytea primary key,
  -- Hash of the session or of the browser's door cookie: nobody else can answer it.
  holder_hash bytea not null,
  purpose text not null check (purpose in ('registration', 'sign-in')),
  expires_at timestamptz not null
);
-- room: access
create table core.recovery_code (
  code_hash bytea primary key,
  account_id uuid not null references core.account (id),
  created_at timestamptz not null,
  used_at timestamptz
);
-- serves: codes of one account, replaced as a whole
create index recovery_code_of_account on core.recovery_code (account_id);
do $$
declare
  name text;
begin
  foreach name in array array['passkey', 'passkey_challenge', 'recovery_code'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on core.%I to core_service', name);
  end loop;
end
$$;
revoke update on core.passkey_challenge from core_service;
