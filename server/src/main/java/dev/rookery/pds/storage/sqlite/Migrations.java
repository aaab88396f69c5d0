package dev.rookery.pds.storage.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Numbered scripts that bring a database from one version of its tables to the next.
///
/// `PRAGMA user_version` counts the scripts that have run. Each runs in one transaction with its count.
final class Migrations {
    private Migrations() {}

    static void run(Connection connection, List<String> scripts) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            int done = version(statement);
            if (done > scripts.size()) {
                throw new SqliteException("the database is from a newer Rookery (version " + done + ")", null);
            }
            for (int i = done; i < scripts.size(); i++) {
                statement.execute("BEGIN IMMEDIATE");
                statement.executeUpdate(read(scripts.get(i)));
                statement.execute("PRAGMA user_version = " + (i + 1));
                statement.execute("COMMIT");
            }
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.getInt(1);
        }
    }

    private static String read(String name) {
        try (InputStream in = Migrations.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("missing resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
