/** Streams, messages and their identity. Level 2. */
@NullMarked
package io.headrace.message;

import org.jspecify.annotations.NullMarked;
