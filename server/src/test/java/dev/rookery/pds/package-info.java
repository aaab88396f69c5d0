/// Tests of the whole server, and what they stand on: [TestPds], a real server, and [XrpcClient], which calls it.
@NullMarked
package dev.rookery.pds;

import org.jspecify.annotations.NullMarked;
