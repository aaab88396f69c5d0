/// What an operator can set: read from the environment once at start, under the names that the reference PDS uses.
@NullMarked
package dev.rookery.pds.config;

import org.jspecify.annotations.NullMarked;
