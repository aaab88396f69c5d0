/// The methods of `com.atproto.moderation`.
@NullMarked
package dev.rookery.pds.api.moderation;

import org.jspecify.annotations.NullMarked;
