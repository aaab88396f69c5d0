/// `com.atproto.identity`: what names lead to.
@NullMarked
package dev.rookery.pds.api.identity;

import org.jspecify.annotations.NullMarked;
