-- Invitations and guests: an account begins as invited, may have an end, and a guest has a capacity, rooms and a sponsor.
alter table core.account
  add column invited_by uuid references core.account (id),
  add column ends_at timestamptz,
  add column capacity text check (capacity in ('adviser', 'integrator', 'auditor')),
  add column rooms text[],
  add column sponsor uuid references core.account (id),
  add constraint guest_is_whole check (
    (capacity is null and rooms is null and sponsor is null)
    or (capacity is not null and cardinality(rooms) > 0 and sponsor is not null and ends_at is not null)
  ),
  drop constraint account_state_check,
  add constraint account_state_check check (state in ('invited', 'active', 'suspended', 'withdrawn')),
  drop constraint account_name_key;
-- serves: signing in by name; the name of a withdrawn invitation is free again
create unique index account_by_name on core.account (name) where state <> 'withdrawn';
alter table core.sign_in_link add column kind text not null default 'invitation' check (kind in ('founding', 'invitation', 'recovery'));
alter table core.sign_in_link alter column kind drop default;
-- serves: links of one account, void when another is made
create index sign_in_link_of_account on core.sign_in_link (account_id);
