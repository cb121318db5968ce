-- What people keep about an asset for its maintenance, beside what the wire says, and one number for what was decided in one go.
-- room: assets
alter table core.asset add column team text;
alter table core.asset add column owner_confirmed_at timestamptz;
-- Deputy, location, spares, backup, support and contract by field; only what is known.
alter table core.asset add column care jsonb not null default '{}';
-- Decisions that one deed made: they are undone together.
-- room: assets
alter table core.asset_decision add column batch uuid;
-- serves: the decisions of one deed, to undo them
create index asset_decision_of_batch on core.asset_decision (batch);
