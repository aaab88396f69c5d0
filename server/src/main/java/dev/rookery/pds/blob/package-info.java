/// Blobs: pictures, videos and other files that records name, as bytes.
///
/// What is known of a blob besides its bytes (its media type, which records name it, whether it was taken down) is
/// kept with the repository, where it changes together with the records.
@NullMarked
package dev.rookery.pds.blob;

import org.jspecify.annotations.NullMarked;
