/// `com.atproto.temp`: methods that have not found their place yet, and clients call all the same.
@NullMarked
package dev.rookery.pds.api.temp;

import org.jspecify.annotations.NullMarked;
