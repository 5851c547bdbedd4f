-- The role under which Dunlin serves on a PostgreSQL server. It cannot change or remove a line of the audit, nor switch off the
-- triggers that refuse it, because it does not own the tables. Run this once in the database of Dunlin, as the owner of the
-- tables, and again after each upgrade (`dunlin migrate`, also as the owner):
--
--   psql "$OWNER_URL" --file server/database/app-role.sql
--   psql "$OWNER_URL" --command "alter role dunlin_app login password '...'"
--
-- Then serve with DATABASE_URL naming dunlin_app.
do $$
begin
  if not exists (select from pg_roles where rolname = 'dunlin_app') then
    create role dunlin_app nologin;
  end if;
end $$;
grant usage on schema public, drizzle to dunlin_app;
grant select on all tables in schema drizzle to dunlin_app;
grant select, insert, update, delete on all tables in schema public to dunlin_app;
revoke update, delete, truncate on table audit from dunlin_app;
grant execute on function erase_audit_lines(text, bigint[], timestamptz) to dunlin_app;
-- The queue keeps its own tables, which hold nothing that is not in ours, and makes and changes them by itself.
create schema if not exists pgboss;
do $$
declare
  item record;
begin
  alter schema pgboss owner to dunlin_app;
  for item in select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'pgboss' loop
    execute format('alter table %s owner to dunlin_app', item.name);
  end loop;
end $$;
