/// RocksDB, in process: the default home of repositories and the event log.
@NullMarked
package dev.rookery.pds.storage.rocksdb;

import org.jspecify.annotations.NullMarked;
