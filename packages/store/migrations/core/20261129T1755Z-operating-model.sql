-- Decisions that nobody takes alone, what was approved of them, and break-glass. A request is bound to the hash of its payload; approvals
-- and reviews are only ever added.
-- room: operating-model
create table core.four_eyes (
  id uuid primary key,
  kind text not null,
  payload jsonb not null,
  payload_sha256 text not null check (payload_sha256 ~ '^[0-9a-f]{64}$'),
  -- The domain that it opens, where it opens one.
  domain text check (domain in ('it', 'ot')),
  requested_by text not null,
  requester_roles text[] not null,
  requester_session text not null,
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  state text not null check (state in ('open', 'approved', 'refused', 'withdrawn')),
  decided_by text,
  decided_at timestamptz,
  note text
);
-- serves: requests of a kind, the newest first
create index four_eyes_newest on core.four_eyes (kind, requested_at desc);
-- room: operating-model
create table core.four_eyes_approval (
  request_id uuid not null references core.four_eyes (id),
  subject text not null,
  domain text not null check (domain in ('it', 'ot')),
  roles text[] not null,
  session text not null,
  at timestamptz not null,
  primary key (request_id, subject)
);
-- room: operating-model
create table core.break_glass (
  -- That of its request.
  id uuid primary key references core.four_eyes (id),
  subject text not null,
  domain text not null check (domain in ('it', 'ot')),
  site text not null references core.site (site),
  scope jsonb not null,
  -- Null until it is granted.
  begins_at timestamptz,
  ends_at timestamptz,
  ended_by text
);
-- room: operating-model
create table core.break_glass_review (
  break_glass_id uuid primary key references core.break_glass (id),
  verdict text not null check (verdict in ('justified', 'not-justified')),
  note text not null,
  reviewed_by text not null,
  at timestamptz not null
);
do $$
declare
  name text;
begin
  foreach name in array array['four_eyes', 'four_eyes_approval', 'break_glass', 'break_glass_review'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert on core.%I to core_service', name);
  end loop;
end
$$;
grant update on core.four_eyes, core.break_glass to core_service;
