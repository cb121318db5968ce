-- Modules behind a gateway are assets; each says in its document behind which one it stands.
-- room: assets
-- serves: the modules behind an asset
create index asset_behind on core.asset (site, (body -> 'asset' -> 'behind' ->> 'gateway'))
  where body -> 'asset' -> 'behind' is not null;
