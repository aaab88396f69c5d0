package dev.rookery.pds.storage.sqlite;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.MailStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqliteMailStoreTest extends MailStoreContract {
    @TempDir
    Path folder;

    @Override
    protected AccountStore open() {
        return new SqliteAccountStore(folder.resolve("account.sqlite"), List.of());
    }
}
