-- A value of an enum can be used only after the transaction that adds it.
alter type public.bulk_kind add value if not exists 'generate';
