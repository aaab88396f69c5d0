package dev.rookery.pds.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.AccountStoreContract;
import dev.rookery.pds.account.NewAccount;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAccountStoreTest extends AccountStoreContract {
    @TempDir
    Path folder;

    @Override
    protected AccountStore open() {
        return new SqliteAccountStore(folder.resolve("account.sqlite"), List.of());
    }

    @Test
    void reopenedFile_hasItsAccounts() {
        Path file = folder.resolve("deeper/account.sqlite");
        Did alice = new Did("did:plc:alice");
        try (AccountStore store = new SqliteAccountStore(file, List.of())) {
            store.reserve(new NewAccount(
                    alice, new Handle("alice.test"), null, null, new byte[32], null, Instant.EPOCH, null, null));
            store.publish(alice);
        }

        try (AccountStore store = new SqliteAccountStore(file, List.of())) {
            assertThat(store.find(alice)).isPresent();
        }
    }
}
