/// Tests of the web server, over real connections.
@NullMarked
package dev.rookery.pds.http;

import org.jspecify.annotations.NullMarked;
