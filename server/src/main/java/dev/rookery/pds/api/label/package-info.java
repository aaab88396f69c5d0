/// The methods of `com.atproto.label`.
@NullMarked
package dev.rookery.pds.api.label;

import org.jspecify.annotations.NullMarked;
