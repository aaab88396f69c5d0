@NullMarked
package dev.rookery.pds.firehose;

import org.jspecify.annotations.NullMarked;
