/** Codecs between a message's value and the bytes that are stored. Level 1. */
@NullMarked
package io.headrace.codec;

import org.jspecify.annotations.NullMarked;
