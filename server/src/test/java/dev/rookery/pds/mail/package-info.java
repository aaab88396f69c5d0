/// Tests of the mail.
@NullMarked
package dev.rookery.pds.mail;

import org.jspecify.annotations.NullMarked;
