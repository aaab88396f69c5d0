/// `com.atproto.sync`: repositories and blobs as others take them over, with their proofs.
@NullMarked
package dev.rookery.pds.api.sync;

import org.jspecify.annotations.NullMarked;
