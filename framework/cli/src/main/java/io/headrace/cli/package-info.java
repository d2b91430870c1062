/** The {@code headrace} command. Not an API. */
@NullMarked
package io.headrace.cli;

import org.jspecify.annotations.NullMarked;
