/** Sending messages to a stream, with a chosen durability. Level 5. */
@NullMarked
package io.headrace.send;

import org.jspecify.annotations.NullMarked;
