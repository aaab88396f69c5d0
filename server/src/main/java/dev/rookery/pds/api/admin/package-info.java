/// `com.atproto.admin`: what an operator does to accounts and what they publish.
@NullMarked
package dev.rookery.pds.api.admin;

import org.jspecify.annotations.NullMarked;
