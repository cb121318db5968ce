-- The cell's own audit chain: rows are only ever added, each carrying the hash of the one before it.
-- room: audit
create table monitoring.audit_entry (
  seq bigint primary key check (seq >= 1),
  at timestamptz not null,
  actor text not null,
  action text not null,
  object text not null,
  details jsonb not null,
  prev_hash bytea not null,
  hash bytea not null unique
);
-- room: audit
create table monitoring.audit_root (
  last_seq bigint primary key,
  first_seq bigint not null,
  at timestamptz not null,
  merkle_root bytea not null,
  key_id text not null,
  signature bytea not null
);
-- room: audit
create table monitoring.audit_anchor (
  chain text not null,
  last_seq bigint not null,
  first_seq bigint not null,
  at timestamptz not null,
  merkle_root bytea not null,
  key_id text not null,
  signature bytea not null,
  anchored_at timestamptz not null,
  primary key (chain, last_seq)
);
do $$
declare
  name text;
begin
  foreach name in array array['audit_entry', 'audit_root', 'audit_anchor'] loop
    execute format('alter table monitoring.%I enable row level security', name);
    execute format('alter table monitoring.%I force row level security', name);
    execute format('create policy service on monitoring.%I to monitoring_service using (true) with check (true)', name);
    execute format('grant select, insert on monitoring.%I to monitoring_service', name);
  end loop;
end
$$;
