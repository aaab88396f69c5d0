/// `com.atproto.server`: signing up, signing in, and the state of one's account.
@NullMarked
package dev.rookery.pds.api.server;

import org.jspecify.annotations.NullMarked;
