package dev.rookery.pds.storage.sqlite;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Plain SQL on a connection: text with question marks, the values for them, and a mapper for each row.
final class Sql {

    /// Makes a value of the row that the result set stands on.
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    private Sql() {}

    /// Returns the number of rows that changed.
    static int update(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    static <T> Optional<T> first(Connection connection, String sql, Row<T> row, @Nullable Object... values)
            throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            return result.next() ? Optional.ofNullable(row.read(result)) : Optional.empty();
        }
    }

    static <T> List<T> list(Connection connection, String sql, Row<T> row, @Nullable Object... values)
            throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet result = statement.executeQuery()) {
            while (result.next()) {
                all.add(row.read(result));
            }
        }
        return all;
    }

    static boolean exists(Connection connection, String sql, @Nullable Object... values) throws SQLException {
        return first(connection, sql, row -> true, values).isPresent();
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static PreparedStatement prepare(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < values.length; i++) {
                bind(statement, i + 1, values[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case String text -> statement.setString(index, text);
            case Integer number -> statement.setInt(index, number);
            case Long number -> statement.setLong(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            case Instant time -> statement.setLong(index, time.toEpochMilli());
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Did did -> statement.setString(index, did.text());
            case Handle handle -> statement.setString(index, handle.text());
            case Enum<?> constant -> statement.setString(index, constant.name());
            default -> throw new IllegalArgumentException("no SQL value: " + value.getClass());
        }
    }
}
