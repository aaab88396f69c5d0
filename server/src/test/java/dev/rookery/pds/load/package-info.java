/// Tests of what bounds the load.
@NullMarked
package dev.rookery.pds.load;

import org.jspecify.annotations.NullMarked;
