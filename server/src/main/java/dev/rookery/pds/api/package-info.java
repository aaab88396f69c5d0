/// What several namespaces of methods share.
@NullMarked
package dev.rookery.pds.api;

import org.jspecify.annotations.NullMarked;
