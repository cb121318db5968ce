-- What directory and register say of the person behind an account (kind and value, as the room `access` spells them): accounts that share one are
-- one person's.
alter table core.account add column identities jsonb not null default '[]';
