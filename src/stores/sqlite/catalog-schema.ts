/**
 * `articles` holds one row an article with what lists filter and sort by, taken from its latest snapshot, so that
 * a list is one walk along an index.
 */
export const catalogMigrations: readonly string[] = [
  `
  CREATE TABLE articles (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    url_key TEXT NOT NULL,
    url TEXT NOT NULL,
    first_captured_at TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    last_visit_at TEXT NOT NULL,
    web_state TEXT NOT NULL,
    web_state_since TEXT NOT NULL,
    revision_count INTEGER NOT NULL,
    -- Of the latest snapshot:
    latest INTEGER,
    sort_ms INTEGER NOT NULL,
    host_key TEXT NOT NULL,
    outlet_slug TEXT NOT NULL,
    outlet_folded TEXT,
    channel TEXT,
    language TEXT,
    story TEXT,
    reprint_of TEXT
  ) STRICT;
  CREATE INDEX articles_url_key ON articles (url_key);
  CREATE INDEX articles_newest ON articles (sort_ms, id);
  CREATE INDEX articles_channel ON articles (channel, sort_ms, id);
  CREATE INDEX articles_outlet ON articles (outlet_slug, sort_ms, id);
  CREATE INDEX articles_story ON articles (story, sort_ms, id) WHERE story IS NOT NULL;
  CREATE INDEX articles_state ON articles (web_state, sort_ms, id) WHERE web_state <> 'live';
  CREATE INDEX articles_revised ON articles (sort_ms, id) WHERE revision_count > 1;
  CREATE INDEX articles_reprint_of ON articles (reprint_of) WHERE reprint_of IS NOT NULL;

  CREATE TABLE snapshots (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article INTEGER NOT NULL REFERENCES articles (key),
    -- The article's snapshot before this one.
    previous TEXT,
    captured_at TEXT NOT NULL,
    -- By the time of capture: an import may bring one that stands before those held.
    revision_number INTEGER NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    lead TEXT NOT NULL,
    outlet_slug TEXT NOT NULL,
    outlet TEXT,
    language TEXT,
    published_at TEXT,
    image TEXT,
    channel TEXT,
    region TEXT,
    story TEXT,
    reprint_of TEXT,
    containment REAL,
    text_digest TEXT NOT NULL,
    fingerprint_count INTEGER NOT NULL,
    -- 32-bit little-endian numbers.
    fingerprints BLOB NOT NULL,
    -- The snapshot as JSON, zstd.
    content BLOB NOT NULL
  ) STRICT;
  CREATE INDEX snapshots_article ON snapshots (article, id);
  CREATE INDEX snapshots_text ON snapshots (text_digest);
  CREATE INDEX snapshots_reprint_of ON snapshots (reprint_of) WHERE reprint_of IS NOT NULL;
  CREATE INDEX snapshots_revisions ON snapshots (captured_at, id) WHERE previous IS NOT NULL;

  CREATE TABLE fingerprints (
    fingerprint INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, snapshot)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE state_changes (
    id INTEGER PRIMARY KEY,
    article INTEGER NOT NULL REFERENCES articles (key),
    at TEXT NOT NULL,
    state TEXT NOT NULL
  ) STRICT;
  CREATE INDEX state_changes_at ON state_changes (at, id);
  CREATE INDEX state_changes_article ON state_changes (article);

  -- The article is that whose page the capture shows, where it shows one.
  CREATE TABLE handled_captures (id TEXT PRIMARY KEY, article TEXT) STRICT, WITHOUT ROWID;

  CREATE TABLE no_snapshots (
    capture TEXT PRIMARY KEY,
    url_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX no_snapshots_url ON no_snapshots (url_key, at);

  -- Terms come ready-made, apart by spaces; of the text itself nothing is kept here. The column "every" has the
  -- same term in each row, so that "not this word" can be asked alone.
  CREATE VIRTUAL TABLE search USING fts5(
    title, lead, body, captions, authors, source, every,
    content = '', contentless_delete = 1, tokenize = 'ascii'
  );
  `,
  `
  -- In the archive's order of writing; one row at most.
  CREATE TABLE handled_up_to (capture TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  `,
  `
  -- The search index follows the catalog in files of its own, by these numbers.
  DROP TABLE search;
  CREATE TABLE identity (id TEXT NOT NULL) STRICT;
  INSERT INTO identity (id) VALUES (lower(hex(randomblob(16))));
  CREATE TABLE changes_made (at INTEGER NOT NULL) STRICT;
  INSERT INTO changes_made (at) VALUES (0);
  ALTER TABLE articles ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX articles_changed ON articles (changed, key);
  CREATE TABLE removed_articles (changed INTEGER PRIMARY KEY, key INTEGER NOT NULL) STRICT;

  CREATE TRIGGER articles_changed AFTER UPDATE OF
    latest, sort_ms, host_key, outlet_slug, outlet_folded, channel, language, story, reprint_of, web_state, revision_count
    ON articles
  BEGIN
    UPDATE changes_made SET at = at + 1;
    UPDATE articles SET changed = (SELECT at FROM changes_made) WHERE key = NEW.key;
  END;

  CREATE TRIGGER articles_removed AFTER DELETE ON articles
  BEGIN
    UPDATE changes_made SET at = at + 1;
    INSERT INTO removed_articles (changed, key) VALUES ((SELECT at FROM changes_made), OLD.key);
  END;
  `,
  `
  -- What a snapshot was the last of its article to have, by hashes of its words.
  CREATE TABLE vanished (
    hash INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    PRIMARY KEY (hash, snapshot)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX vanished_of ON vanished (snapshot);
  `,
  `
  -- What a snapshot is about, for comparing it with others: a record of stories' own, and the hashes of the words by
  -- which it is found. Snapshots that were recorded before have none, until a rebuild.
  CREATE TABLE gists (
    snapshot INTEGER PRIMARY KEY,
    record BLOB NOT NULL,
    -- Hours since 1970, of publication.
    hour INTEGER NOT NULL,
    -- As JSON.
    words TEXT NOT NULL
  ) STRICT;
  CREATE TABLE telling_words (
    word INTEGER NOT NULL,
    hour INTEGER NOT NULL,
    snapshot INTEGER NOT NULL,
    PRIMARY KEY (word, hour, snapshot)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- A story that has no articles any more, because they became part of another.
  CREATE TABLE moved_stories (story TEXT PRIMARY KEY, moved_to TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
]
