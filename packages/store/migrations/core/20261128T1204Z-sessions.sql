-- What a person sees of their own sessions. Sessions from before have no kind of sign-in, so they end: everybody signs in once more.
delete from core.session;
alter table core.session
  add column id uuid not null unique,
  add column how text not null,
  -- Browser and system by family, never the whole header.
  add column agent text not null,
  add column last_seen_at timestamptz not null;
