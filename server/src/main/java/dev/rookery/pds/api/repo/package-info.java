/// `com.atproto.repo`: writing and reading records, and uploading blobs.
@NullMarked
package dev.rookery.pds.api.repo;

import org.jspecify.annotations.NullMarked;
