package dev.rookery.pds.storage.sqlite;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Preference;
import dev.rookery.pds.account.PreferenceStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;

/// The [PreferenceStore] in the same file as the accounts.
final class SqlitePreferences implements PreferenceStore {
    private final SqliteDatabase database;

    SqlitePreferences(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public List<Preference> of(Did did) {
        return database.read(connection -> list(connection, did));
    }

    private static List<Preference> list(Connection connection, Did did) throws SQLException {
        return Sql.list(
                connection,
                "SELECT type, value FROM preference WHERE did = ? ORDER BY position",
                row -> new Preference(row.getString(1), row.getString(2)),
                did);
    }

    @Override
    public void change(Did did, UnaryOperator<List<Preference>> change) {
        database.write(connection -> {
            if (!Sql.exists(connection, "SELECT 1 FROM account WHERE did = ? AND reserved = 0", did)) {
                return 0;
            }
            List<Preference> changed = change.apply(list(connection, did));
            forget(connection, did);
            for (int i = 0; i < changed.size(); i++) {
                Preference each = changed.get(i);
                Sql.update(
                        connection,
                        "INSERT INTO preference (did, position, type, value) VALUES (?, ?, ?, ?)",
                        did,
                        i,
                        each.type(),
                        each.json());
            }
            return changed.size();
        });
    }

    static void forget(Connection connection, Did did) throws SQLException {
        Sql.update(connection, "DELETE FROM preference WHERE did = ?", did);
    }
}
