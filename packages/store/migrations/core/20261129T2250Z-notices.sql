-- Notices that leave the product, as a queue that survives a kill: a row is made once for each occasion and channel, and marked when the
-- receiver took it. No person's role reads it.
-- room: notices
create table core.notice_channel (
  name text primary key,
  -- What happened before it was configured is not told.
  since timestamptz not null,
  -- Up to here it was looked what happened.
  looked_to timestamptz not null
);
-- room: notices
create table core.notice (
  -- Made from channel and occasion; the receiver knows by it what came twice.
  id uuid primary key,
  channel text not null,
  kind text not null,
  side text not null check (side in ('it', 'ot', 'audit')),
  body jsonb not null,
  made_at timestamptz not null,
  state text not null check (state in ('waiting', 'sent', 'held', 'given-up')),
  tries integer not null,
  next_at timestamptz not null,
  sent_at timestamptz,
  failed_at timestamptz,
  detail text
);
-- serves: what is to be sent now
create index notice_due on core.notice (channel, next_at) where state = 'waiting';
-- serves: how many of a kind an hour had, and what is old enough to go
create index notice_made on core.notice (made_at);
-- serves: critical detections since an instant
create index detection_headline_critical on core.detection_headline (learned_at) where level = 'critical';
-- serves: cases opened since an instant
create index incident_side_opened on core.incident_side (opened_at);
do $$
declare
  name text;
begin
  foreach name in array array['notice_channel', 'notice'] loop
    execute format('alter table core.%I enable row level security', name);
    execute format('alter table core.%I force row level security', name);
    execute format('create policy service on core.%I to core_service using (true) with check (true)', name);
    execute format('grant select, insert, update, delete on core.%I to core_service', name);
  end loop;
end
$$;
