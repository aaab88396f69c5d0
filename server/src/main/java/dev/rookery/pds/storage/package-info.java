/// What all storage shares; each way to store has a package of its own below.
@NullMarked
package dev.rookery.pds.storage;

import org.jspecify.annotations.NullMarked;
