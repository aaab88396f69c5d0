/// Pages for people.
@NullMarked
package dev.rookery.pds.web;

import org.jspecify.annotations.NullMarked;
