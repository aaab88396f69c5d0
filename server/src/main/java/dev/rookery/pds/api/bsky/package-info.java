/// The methods of `app.bsky` that this server answers itself.
@NullMarked
package dev.rookery.pds.api.bsky;

import org.jspecify.annotations.NullMarked;
