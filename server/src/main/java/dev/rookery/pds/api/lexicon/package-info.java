/// The methods of `com.atproto.lexicon`.
@NullMarked
package dev.rookery.pds.api.lexicon;

import org.jspecify.annotations.NullMarked;
