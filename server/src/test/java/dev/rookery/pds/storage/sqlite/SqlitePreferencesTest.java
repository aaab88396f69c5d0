package dev.rookery.pds.storage.sqlite;

import dev.rookery.pds.account.AccountStore;
import dev.rookery.pds.account.PreferenceStoreContract;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class SqlitePreferencesTest extends PreferenceStoreContract {
    @TempDir
    Path folder;

    @Override
    protected AccountStore open() {
        return new SqliteAccountStore(folder.resolve("account.sqlite"), List.of());
    }
}
