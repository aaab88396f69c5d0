/// What is kept in SQLite: accounts and their sessions.
///
/// **Threads.** A native call holds the carrier of a virtual thread, so all calls run on platform threads that
/// [SqliteDatabase] owns: one that writes, a few that read.
///
/// **Transactions.** `BEGIN IMMEDIATE` and `COMMIT` are issued as statements. The driver's own immediate mode opens the
/// next transaction inside `commit()` and so keeps the write lock while idle.
@NullMarked
package dev.rookery.pds.storage.sqlite;

import org.jspecify.annotations.NullMarked;
