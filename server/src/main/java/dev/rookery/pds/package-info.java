/// The Personal Data Server: its entry point and the wiring of its parts.
@NullMarked
package dev.rookery.pds;

import org.jspecify.annotations.NullMarked;
