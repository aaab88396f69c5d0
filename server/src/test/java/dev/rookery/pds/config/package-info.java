/// Tests of the configuration.
@NullMarked
package dev.rookery.pds.config;

import org.jspecify.annotations.NullMarked;
