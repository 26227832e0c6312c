-- Kinds of error: how a failure is recognised, what it is called, and what a person is told to do about it.

create type desk.suggested_action as enum ('retry_now', 'retry_later', 'talk_to_customer', 'fix_payload',
  'ask_engineer');

-- Words in each language of the desk.
create function desk_private.is_wording(p_words jsonb) returns boolean
  language sql immutable set search_path = '' as $$
  select coalesce(jsonb_typeof(p_words -> 'en') = 'string' and jsonb_typeof(p_words -> 'de') = 'string'
    and btrim(p_words ->> 'en') <> '' and btrim(p_words ->> 'de') <> '', false); $$;

create table desk.error_kinds (
  kind text primary key check (kind ~ '^[a-z][a-z0-9_]{0,59}$'),
  -- The first that fits counts. Deferred, so that two can change places.
  position integer not null unique deferrable initially deferred,
  -- The error's own names. A name counts before any message, since a message may quote anything.
  types text[] not null default '{}',
  -- Found in the message, whatever the case: RE2 syntax. For errors whose name says nothing, such as "Error".
  pattern text check (char_length(pattern) between 1 and 1000),
  -- Whether the pattern counts before any name, too.
  before_types boolean not null default false,
  label jsonb not null check (desk_private.is_wording(label)),
  sentence jsonb not null check (desk_private.is_wording(sentence)),
  action desk.suggested_action not null,
  -- Null as long as it is as it came with the desk.
  updated_at timestamptz,
  -- No foreign key: what somebody did outlives their account.
  updated_by uuid
);

-- Goes up with every change of the kinds, so that the kinds that are stored are worked out anew.
create table desk.error_kinds_version (
  only_row boolean primary key default true check (only_row),
  version integer not null
);

insert into desk.error_kinds_version (version) values (3);

insert into desk.error_kinds (position, kind, types, before_types, action, pattern, label, sentence)
select position, kind, types::text[], before_types, action::desk.suggested_action, pattern,
  jsonb_build_object('en', label_en, 'de', label_de), jsonb_build_object('en', says_en, 'de', says_de)
from (values
  (1, 'quota_used_up', '{}', true, 'ask_engineer',
    '\bquota\b.*\bused up\b|\binsufficient[ _](?:quota|credits?)\b',
    'Quota used up', 'Kontingent aufgebraucht',
    'The song provider''s quota is used up. Retrying won''t help until it is raised. Tell an '
      'engineer.',
    'Das Kontingent beim Liedanbieter ist aufgebraucht. Wiederholen hilft erst, wenn es '
      'erhöht ist: Sagen Sie der Technik Bescheid.'),
  (2, 'rate_limited', '{RateLimited}', false, 'retry_later',
    '\b429\b|too many requests|rate[ _-]?limit',
    'Rate limited', 'Zu viele Anfragen',
    'The song provider isn''t accepting more requests right now. Retry in a few minutes.',
    'Der Liedanbieter nimmt gerade keine Anfragen mehr an. Wiederholen Sie in ein paar '
      'Minuten.'),
  (3, 'moderation_refused', '{ModerationRefused}', false, 'talk_to_customer',
    '\bcontent[ _-]?(?:policy|filter)\w*|\bmoderation[ _-](?:refused|blocked|flagged)\b',
    'Moderation refused', 'Text abgelehnt',
    'The provider refuses these words and will refuse them again. Talk to the customer about '
      'the message, then resolve this.',
    'Der Anbieter lehnt diese Worte ab und wird sie wieder ablehnen. Sprechen Sie mit dem '
      'Besteller über den Text und erledigen Sie den Job dann.'),
  (4, 'server_away', '{}', false, 'retry_now',
    'unable to reach sdk url|before the sdk responded|\bto SDK\b|^your server (?:closed|reset|'
    'returned|did)|application failed to respond|\bhttp_(?:unreachable|not_ok)\b|HTML page: ',
    'Our server was down', 'Unser Server war nicht da',
    'Our server was down or didn''t answer Inngest in time. Retry now. If it fails again, '
      'tell an engineer.',
    'Unser Server war nicht da oder hat Inngest nicht rechtzeitig geantwortet. Wiederholen '
      'Sie jetzt; schlägt es wieder fehl, sagen Sie der Technik Bescheid.'),
  (5, 'output_too_large', '{}', false, 'ask_engineer',
    '\boutput[ _]too[ _]large\b',
    'Output too large', 'Ausgabe zu groß',
    'A step returned more data than Inngest accepts. Retrying will fail the same way. Tell '
      'an engineer.',
    'Ein Schritt gab mehr zurück, als Inngest annimmt. Eine Wiederholung scheitert ebenso: '
      'Sagen Sie der Technik Bescheid.'),
  (6, 'run_lost', '{RunLost}', false, 'retry_now',
    null,
    'Run lost', 'Lauf verschollen',
    'The run started but never reported back. Retry now.',
    'Der Lauf begann, und man hat nichts mehr von ihm gehört. Wiederholen Sie jetzt.'),
  (7, 'run_cancelled', '{RunCancelled}', false, 'retry_now',
    null,
    'Run cancelled', 'Lauf abgebrochen',
    'The run was cancelled in Inngest. Retry now if the song is still wanted, or resolve '
      'this.',
    'Jemand hat den Lauf in Inngest abgebrochen. Wiederholen Sie jetzt, wenn das Lied noch '
      'gewünscht ist, oder erledigen Sie den Job.'),
  (8, 'run_unfinished', '{NothingMade}', false, 'retry_now',
    null,
    'Run unfinished', 'Lauf nicht fertig',
    'The run ended before all songs were made. Retry now; only missing songs are made.',
    'Der Lauf endete, bevor alles Verlangte da war. Wiederholen Sie jetzt: Nur was fehlt, '
      'wird erzeugt.'),
  (9, 'bad_audio', '{BadAudio}', false, 'retry_now',
    null,
    'Unusable audio', 'Unbrauchbarer Ton',
    'The provider''s audio can''t be played. Retry now to make a new song.',
    'Was zurückkam, lässt sich nicht abspielen. Wiederholen Sie jetzt: Es entsteht ein neues '
      'Lied.'),
  (10, 'storage_refused', '{StorageRefused}', false, 'ask_engineer',
    null,
    'Storage refused', 'Nicht gespeichert',
    'The song was made but couldn''t be stored. Ask an engineer to check Storage, then retry.',
    'Das Lied ist fertig, konnte aber nicht gespeichert werden. Bitten Sie die Technik, den '
      'Speicher zu prüfen, und wiederholen Sie dann.'),
  (11, 'provider_unavailable', '{ProviderUnavailable}', false, 'retry_later',
    null,
    'Provider unavailable', 'Anbieter gestört',
    'The song provider is having problems. Retry in a few minutes.',
    'Der Liedanbieter hatte selbst eine Störung. Wiederholen Sie in ein paar Minuten.'),
  (12, 'bad_response', '{BadResponse}', false, 'ask_engineer',
    null,
    'Unexpected response', 'Antwort nicht verstanden',
    'The song provider sent an unexpected response. Retry once. If it fails again, tell an '
      'engineer.',
    'Der Liedanbieter hat unverständlich geantwortet. Wiederholen Sie einmal; schlägt es '
      'wieder fehl, sagen Sie der Technik Bescheid.'),
  (13, 'provider_timeout', '{ProviderTimeout,TimeoutError}', false, 'retry_now',
    '\btimed? ?out\b|\bETIMEDOUT\b|did not answer within',
    'Provider timed out', 'Anbieter zu langsam',
    'The song provider took too long. Retry now: it usually works.',
    'Der Liedanbieter hat zu lange gebraucht. Wiederholen Sie jetzt: Meist klappt es dann.'),
  (14, 'unreachable', '{}', false, 'retry_later',
    '\b(?:ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|EPIPE)\b|fetch failed|socket hang up',
    'Network unreachable', 'Netz nicht erreichbar',
    'A service couldn''t be reached over the network. Retry in a few minutes.',
    'Ein Dienst war über das Netz nicht erreichbar. Wiederholen Sie in ein paar Minuten.'),
  (15, 'database_error', '{PostgrestError,PostgresError}', false, 'retry_later',
    null,
    'Database error', 'Datenbankfehler',
    'The database refused the request or couldn''t be reached. Retry in a few minutes.',
    'Die Datenbank hat abgelehnt oder war nicht erreichbar. Wiederholen Sie in ein paar '
      'Minuten.'),
  (16, 'bad_payload', '{ZodError,ValidationError}', false, 'fix_payload',
    null,
    'Invalid payload', 'Falsche Nutzdaten',
    'The job can''t use this data. Correct the payload, then retry.',
    'Der Job bekam Daten, mit denen er nichts anfangen kann. Berichtigen Sie die Nutzdaten '
      'und wiederholen Sie dann.'),
  (17, 'nothing_made', '{OrderNotFound,SongNotFound,Superseded,Ended,CustomerErased}', false, 'fix_payload',
    null,
    'Nothing to generate', 'Nichts zu erzeugen',
    'The run found nothing to make. The error says why. Correct the payload and retry, or '
      'resolve this.',
    'Der Lauf fand nichts, was er erzeugen konnte; der Fehler sagt, warum. Berichtigen Sie '
      'die Nutzdaten und wiederholen Sie den Job, oder erledigen Sie ihn.'),
  (18, 'defect', '{TypeError,ReferenceError,RangeError,SyntaxError}', false, 'ask_engineer',
    null,
    'Bug in our code', 'Fehler in unserem Code',
    'Our own code failed. Retrying will fail the same way. Tell an engineer.',
    'Unser eigenes Programm hat versagt. Eine Wiederholung scheitert ebenso: Sagen Sie der '
      'Technik Bescheid.'),
  (19, 'unknown', '{}', false, 'ask_engineer',
    null,
    'Unknown error', 'Unbekannter Fehler',
    'There is no advice for this error yet. Read the message. If in doubt, tell an engineer.',
    'Zu diesem Fehler gibt es noch keinen Rat. Lesen Sie, was er sagt; im Zweifel sagen Sie '
      'der Technik Bescheid.')
) as k (position, kind, types, before_types, action, pattern, label_en, label_de, says_en, says_de);

create function desk_private.on_error_kinds_changed() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  update desk.error_kinds_version set version = version + 1 where only_row;
  return null;
end $$;
create trigger error_kinds_changed after insert or update or delete or truncate on desk.error_kinds
  for each statement execute function desk_private.on_error_kinds_changed();

-- All kinds in their order with their version, read at one moment: kinds of one version under the number of
-- the next would never be worked out anew.
create function desk.read_error_kinds() returns jsonb language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'version', coalesce((select v.version from desk.error_kinds_version v where v.only_row), 0),
    'kinds', coalesce((select jsonb_agg(jsonb_build_object('kind', k.kind, 'types', k.types,
      'pattern', k.pattern, 'before_types', k.before_types, 'label', k.label, 'sentence', k.sentence,
      'action', k.action) order by k.position) from desk.error_kinds k), '[]'::jsonb)); $$;
