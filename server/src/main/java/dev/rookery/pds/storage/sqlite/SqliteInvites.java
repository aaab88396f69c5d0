package dev.rookery.pds.storage.sqlite;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Invite;
import dev.rookery.pds.account.InviteCode;
import dev.rookery.pds.account.InviteOrder;
import dev.rookery.pds.account.InvitePlace;
import dev.rookery.pds.account.InviteStore;
import dev.rookery.pds.account.InviteUse;
import dev.rookery.pds.account.NewAccount;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The [InviteStore] in the file of the accounts.
final class SqliteInvites implements InviteStore {
    private final SqliteDatabase database;

    SqliteInvites(SqliteDatabase database) {
        this.database = database;
    }

    @Override
    public void add(List<InviteCode> codes) {
        database.write(connection -> insert(connection, codes));
    }

    private static int insert(Connection connection, List<InviteCode> codes) throws SQLException {
        for (InviteCode code : codes) {
            Sql.update(
                    connection,
                    """
                    INSERT INTO invite_code (code, available_uses, disabled, for_account, created_by, created_at)
                    VALUES (?, ?, ?, ?, ?, ?)
                    """,
                    code.code(),
                    code.availableUses(),
                    code.disabled(),
                    code.forAccount(),
                    code.createdBy(),
                    code.createdAt());
        }
        return codes.size();
    }

    @Override
    public boolean addOwn(Did account, List<InviteCode> codes, int totalMax) {
        return database.write(connection -> {
            int made = Sql.first(
                            connection,
                            "SELECT count(*) FROM invite_code WHERE for_account = ? AND created_by <> ?",
                            row -> row.getInt(1),
                            account,
                            OPERATOR)
                    .orElse(0);
            if (made + codes.size() > totalMax) {
                return false;
            }
            insert(connection, codes);
            return true;
        });
    }

    @Override
    public boolean available(String code) {
        return database.read(connection -> available(connection, code));
    }

    static boolean available(Connection connection, String code) throws SQLException {
        return Sql.exists(connection, """
                SELECT 1 FROM invite_code c LEFT JOIN account a ON a.did = c.for_account
                WHERE c.code = ? AND c.disabled = 0 AND a.takedown_ref IS NULL
                  AND c.available_uses > (SELECT count(*) FROM invite_code_use u WHERE u.code = c.code)
                """, code);
    }

    static void use(Connection connection, String code, NewAccount account) throws SQLException {
        Sql.update(
                connection,
                "INSERT INTO invite_code_use (code, used_by, used_at) VALUES (?, ?, ?)",
                code,
                account.did(),
                account.createdAt());
    }

    @Override
    public List<Invite> of(Did account) {
        return database.read(connection -> withUses(
                connection,
                Sql.list(
                        connection,
                        "SELECT * FROM invite_code WHERE for_account = ? ORDER BY created_at, code",
                        SqliteInvites::code,
                        account)));
    }

    @Override
    public Optional<Invite> usedBy(Did account) {
        return database
                .read(connection -> withUses(connection, Sql.list(connection, """
                                SELECT c.* FROM invite_code c JOIN invite_code_use u ON u.code = c.code
                                WHERE u.used_by = ? LIMIT 1
                                """, SqliteInvites::code, account)))
                .stream()
                .findFirst();
    }

    @Override
    public List<Invite> page(InviteOrder order, @Nullable InvitePlace after, int limit) {
        String sql = switch (order) {
            case RECENT -> """
                SELECT * FROM invite_code WHERE (created_at, code) < (?, ?)
                ORDER BY created_at DESC, code DESC LIMIT ?
                """;
            case USAGE -> """
                SELECT * FROM
                  (SELECT c.*, (SELECT count(*) FROM invite_code_use u WHERE u.code = c.code) AS uses
                   FROM invite_code c)
                WHERE (uses, code) < (?, ?)
                ORDER BY uses DESC, code DESC LIMIT ?
                """;
        };
        InvitePlace from = after == null ? new InvitePlace(Long.MAX_VALUE, "") : after;
        return database.read(connection -> withUses(
                connection, Sql.list(connection, sql, SqliteInvites::code, from.primary(), from.code(), limit)));
    }

    private static InviteCode code(ResultSet row) throws SQLException {
        return new InviteCode(
                row.getString("code"),
                row.getInt("available_uses"),
                row.getBoolean("disabled"),
                row.getString("for_account"),
                row.getString("created_by"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }

    private static List<Invite> withUses(Connection connection, List<InviteCode> codes) throws SQLException {
        List<Invite> invites = new ArrayList<>(codes.size());
        for (InviteCode code : codes) {
            invites.add(new Invite(
                    code,
                    Sql.list(
                            connection,
                            "SELECT used_by, used_at FROM invite_code_use WHERE code = ? ORDER BY used_at DESC",
                            row -> new InviteUse(
                                    new Did(row.getString("used_by")), Instant.ofEpochMilli(row.getLong("used_at"))),
                            code.code())));
        }
        return invites;
    }

    @Override
    public void disable(List<String> codes, List<String> accounts) {
        database.write(connection -> {
            for (String code : codes) {
                Sql.update(connection, "UPDATE invite_code SET disabled = 1 WHERE code = ?", code);
            }
            for (String account : accounts) {
                Sql.update(connection, "UPDATE invite_code SET disabled = 1 WHERE for_account = ?", account);
            }
            return codes.size();
        });
    }
}
