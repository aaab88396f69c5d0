/// Storage that forgets everything, for tests.
@NullMarked
package dev.rookery.pds.storage.memory;

import org.jspecify.annotations.NullMarked;
