-- The company's data: :users clients, :orders invoices. Its failures are heard by the desk alone (:failures is not used).

insert into public.clients (id, company, contact_email)
select ('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, format('Company %s', n),
  case when n % 5 > 0 then format('accounts-%s@example.org', n) end
from generate_series(1, :users) n;

insert into public.invoices (id, client_id, number, total, due_on, pdf_path, issued_at)
select ('00000000-0000-4000-a000-' || lpad(to_hex(n), 12, '0'))::uuid,
  ('00000000-0000-4000-8000-' || lpad(to_hex(1 + n % :users), 12, '0'))::uuid,
  format('2026-%s', lpad(n::text, 6, '0')), 100 + n, case when n % 4 > 0 then current_date + n % 30 end,
  case when n % 3 > 0 then format('%s.pdf', n) end, now() - n * interval '1 minute'
from generate_series(1, :orders) n;
