/// Tests of the router and its codecs.
@NullMarked
package dev.rookery.pds.xrpc;

import org.jspecify.annotations.NullMarked;
