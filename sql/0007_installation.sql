-- The tag in our order references that keeps another installation, or a test, from adopting our orders (design R4).
-- Why in the database: the tag belongs to the journal that knows the orders, not to the machine that runs the silo.
create table trading.installation (
  only_row boolean primary key default true check (only_row),
  tag      text not null check (tag ~ '^[a-z2-7]{4}$')
);
insert into trading.installation (tag)
select string_agg(substr('abcdefghijklmnopqrstuvwxyz234567', 1 + floor(random() * 32)::int, 1), '') from generate_series(1, 4);
