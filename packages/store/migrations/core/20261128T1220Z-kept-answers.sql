-- What was answered to writes that carried an Idempotency-Key, so that a repeated write is answered again and not done again.
-- room: http
create table core.kept_answer (
  subject text not null,
  key text not null,
  -- SHA-256 of method, address and body: the same key with another request is refused.
  request_hash bytea not null,
  -- `broken`: the process ended while it worked on the request, and nobody knows how far it came.
  state text not null check (state in ('begun', 'done', 'broken')),
  status smallint,
  -- Null while it is worked on, and for answers that hold a secret or have no body.
  body text,
  begun_at timestamptz not null,
  primary key (subject, key)
);
-- serves: forgetting answers after a day
create index kept_answer_age on core.kept_answer (begun_at);
alter table core.kept_answer enable row level security;
alter table core.kept_answer force row level security;
create policy service on core.kept_answer to core_service using (true) with check (true);
grant select, insert, update, delete on core.kept_answer to core_service;
