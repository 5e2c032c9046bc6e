"""Tables that the database itself refuses to edit: triggers against UPDATE, DELETE and TRUNCATE."""


def guards(table: str, dialect: str) -> list[str]:
    """The statements that make a table append-only (for a migration)."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        "CREATE OR REPLACE FUNCTION refuse_edit() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$",
        f"CREATE TRIGGER {table}_no_edit BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_edit()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_edit()",
    ]


def unguards(table: str, dialect: str) -> list[str]:
    """The statements that take the guards off again (downgrade, guard-off tests)."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")]
    return [f"DROP TRIGGER {table}_no_edit ON {table}", f"DROP TRIGGER {table}_no_truncate ON {table}"]


def versioned(table: str, versions: str, key: str, free: str, dialect: str) -> list[str]:
    """Statements after which a row's document changes only to that of a version that is written down.

    `versions` holds (`key`, version, document, scope, hash); rows in the state `free` may change at will.
    """
    columns = ("document", "scope", "document_hash", "version")
    text = "::text" if dialect == "postgresql" else ""
    same = " OR ".join(
        f"new.{one}{text} <> old.{one}{text}" if one in ("document", "scope") else f"new.{one} <> old.{one}"
        for one in columns
    )
    there = " AND ".join(
        (
            f"v.{key} = new.id",
            "v.version = new.version",
            "v.hash = new.document_hash",
            f"v.document{text} = new.document{text}",
            f"v.scope{text} = new.scope{text}",
            "new.version >= old.version",
        )
    )
    known = f"EXISTS (SELECT 1 FROM {versions} v WHERE {there})"  # noqa: S608 - our own tables' names
    moved = f"old.state <> '{free}' AND ({same}) AND NOT {known}"
    said = f"{table}: a sealed document changes by a version only"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OF {', '.join(columns)} ON {table} "
            f"WHEN {moved} BEGIN SELECT RAISE(ABORT, '{said}'); END"
        ]
    return [
        f"CREATE OR REPLACE FUNCTION {table}_sealed() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {moved} THEN RAISE EXCEPTION '{said}'; END IF; RETURN new; END $$",
        f"CREATE TRIGGER {table}_sealed BEFORE UPDATE OF {', '.join(columns)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_sealed()",
    ]


def unversioned(table: str, dialect: str) -> list[str]:
    """The statement that takes that guard off again."""
    return [f"DROP TRIGGER {table}_sealed" + (f" ON {table}" if dialect == "postgresql" else "")]
