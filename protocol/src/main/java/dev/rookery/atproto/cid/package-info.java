/// Content identifiers: names of blocks by the SHA-256 of their bytes.
@NullMarked
package dev.rookery.atproto.cid;

import org.jspecify.annotations.NullMarked;
