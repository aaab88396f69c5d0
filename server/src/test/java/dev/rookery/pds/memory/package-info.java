/// Tests of the memory budget.
@NullMarked
package dev.rookery.pds.memory;

import org.jspecify.annotations.NullMarked;
