-- Two more ways in which an attempt can end. Values of their own file: a new value cannot be used in the transaction
-- that adds it.

-- Inngest knows no run of it.
alter type public.attempt_outcome add value if not exists 'lost';
-- Someone ended it by hand.
alter type public.attempt_outcome add value if not exists 'ended';
