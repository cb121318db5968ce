-- Bills of materials (SBOM) as their makers published them: which parts a product is made of. Like advisories they are about products.
-- room: vulnerabilities
create table core.software_bill (
  id uuid primary key,
  -- The document's own: a later version of it replaces the earlier.
  serial text not null,
  version integer not null,
  sha256 bytea not null,
  -- As it came, gzip.
  document bytea not null,
  -- What it is of.
  subject text not null,
  components integer not null,
  published_at timestamptz not null,
  learned_at timestamptz not null,
  source text not null,
  brought_by text not null,
  unique (serial, sha256)
);
alter table core.software_bill enable row level security;
alter table core.software_bill force row level security;
create policy service on core.software_bill to core_service using (true) with check (true);
grant select, insert on core.software_bill to core_service;
