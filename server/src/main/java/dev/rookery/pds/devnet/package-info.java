/// A PLC directory and a mailbox inside this process, for `./rookery dev` and the tests. The directory is a small copy
/// of the network's own, on loopback, that checks operations as strictly and keeps them in a file.
@NullMarked
package dev.rookery.pds.devnet;

import org.jspecify.annotations.NullMarked;
