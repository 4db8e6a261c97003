/** The journal of what happened, who follows what, and the outbox. */
export const subscriptionMigrations = [
  `
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    at TEXT NOT NULL,
    noted_at TEXT NOT NULL,
    article TEXT,
    snapshot TEXT NOT NULL,
    previous TEXT,
    outlet TEXT,
    channel TEXT,
    story TEXT
  ) STRICT;
  CREATE INDEX events_snapshot ON events (snapshot);
  CREATE INDEX events_withdrawn ON events (seq) WHERE kind = 'withdrawn';

  CREATE TABLE places (name TEXT PRIMARY KEY, place TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE follows (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    events TEXT NOT NULL,
    created_at TEXT NOT NULL,
    UNIQUE (owner, kind, value)
  ) STRICT;
  -- What whoever keeps the follows in memory has to look at again: the last change of each.
  CREATE TABLE follow_changes (change INTEGER PRIMARY KEY AUTOINCREMENT, id INTEGER NOT NULL UNIQUE) STRICT;

  CREATE TABLE targets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL,
    key TEXT NOT NULL UNIQUE,
    address_key TEXT NOT NULL,
    address TEXT NOT NULL,
    rhythm TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    UNIQUE (owner, address_key)
  ) STRICT;
  CREATE INDEX targets_address ON targets (address_key);

  CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    target INTEGER NOT NULL REFERENCES targets (id) ON DELETE CASCADE,
    event INTEGER NOT NULL,
    article TEXT,
    follows TEXT NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    attempts INTEGER NOT NULL,
    queued_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    settled_at TEXT,
    UNIQUE (target, event)
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (due_at) WHERE state = 'due';
  CREATE INDEX deliveries_article ON deliveries (article, target);

  CREATE TABLE read_articles (
    owner TEXT NOT NULL,
    article TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (owner, article)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Not INSERT OR REPLACE: within a trigger the conflict clause of the statement that fired it counts instead.
  DROP TRIGGER IF EXISTS follow_added;
  DROP TRIGGER IF EXISTS follow_changed;
  DROP TRIGGER IF EXISTS follow_removed;
  CREATE TRIGGER follow_added AFTER INSERT ON follows BEGIN
    DELETE FROM follow_changes WHERE id = NEW.id;
    INSERT INTO follow_changes (id) VALUES (NEW.id);
  END;
  CREATE TRIGGER follow_changed AFTER UPDATE ON follows BEGIN
    DELETE FROM follow_changes WHERE id = NEW.id;
    INSERT INTO follow_changes (id) VALUES (NEW.id);
  END;
  CREATE TRIGGER follow_removed AFTER DELETE ON follows BEGIN
    DELETE FROM follow_changes WHERE id = OLD.id;
    INSERT INTO follow_changes (id) VALUES (OLD.id);
  END;
  `,
]
